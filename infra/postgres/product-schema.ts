/**
 * The product's schema: which folders keep SQL, and in which order it is applied. The only list of
 * these folders.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DatabaseError, databaseError } from './errors.ts';
import { migrate } from './migrate.ts';
import type { MigrationFolder } from './migrate.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseOptions } from './pool.ts';

const folder = (name: string, path: string): MigrationFolder => ({
  name,
  path: fileURLToPath(new URL(`../../${path}/migrations`, import.meta.url)),
});

/** The comparison can be removed, and its SQL with it. */
const comparison = folder('comparison', 'comparison');

export const productFolders: readonly MigrationFolder[] = [
  folder('vault', 'vault'),
  folder('lending', 'lending'),
  folder('sign_in', 'apps/portal/sign-in'),
  ...(existsSync(comparison.path) ? [comparison] : []),
];

/**
 * Brings the product's database up to date. May run any number of times, and in several processes
 * at once.
 * @throws EarlierLayoutError for a database made before the schema was split by owner, or with rows
 *   that were not minted; DatabaseError
 */
export async function migrateProduct(options: DatabaseOptions): Promise<void> {
  if (await isOfEarlierLayout(options)) throw new EarlierLayoutError();
  await migrate(options, productFolders).catch((error: unknown) => {
    // A row from before that the tables do not take any more (vault/migrations/0006_minted.sql).
    const holds = error instanceof DatabaseError && error.code === 'DATABASE_CHECK_VIOLATION';
    throw holds ? new EarlierLayoutError() : error;
  });
}

/**
 * There is no way from that schema to this one: its ciphertexts are bound to names that have
 * changed.
 */
export class EarlierLayoutError extends Error {
  override name = 'EarlierLayoutError';
  readonly code = 'DATABASE_OF_EARLIER_LAYOUT';

  constructor() {
    super(
      'This database was made by an earlier version, whose data cannot be read any more. ' +
        'Begin anew: npm start -- --fresh, or docker compose down -v',
    );
  }
}

async function isOfEarlierLayout(options: DatabaseOptions): Promise<boolean> {
  const client = new pg.Client(connectionOptions(options));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ earlier: boolean }>(
      `select to_regclass('public.migrations') is not null as earlier`,
    );
    return rows[0]?.earlier === true;
  } catch (error) {
    throw databaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}
