/**
 * Brings a database's schema up to date. Each part of the system keeps its SQL in a folder of its
 * own: forward-only numbered files. Runs as the owner of the schema, which the portal and the
 * worker are not.
 */
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { databaseError } from './errors.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseOptions } from './pool.ts';

export interface MigrationFolder {
  /** Names the table that remembers what was applied: `<name>_migrations`. Never change it. */
  name: string;
  path: string;
}

/** Any number; every process that migrates takes the same. */
const lock = 7_241_865;

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/**
 * Applies what has not been applied yet, folder by folder in the given order, each folder in one
 * transaction. Idempotent; one process at a time, others wait.
 * @throws DatabaseError
 */
export async function migrate(
  options: DatabaseOptions,
  folders: readonly MigrationFolder[],
): Promise<void> {
  const dbClient = new pg.Client(connectionOptions(options));
  // A lost connection fails the query under way as well; without a listener it would end the
  // process.
  dbClient.on('error', () => {});
  try {
    await dbClient.connect();
    // Held by the session: it is released with the connection, however that ends.
    await dbClient.query('select pg_advisory_lock($1)', [lock]);
    for (const { name, path: dir } of folders) {
      await runner({
        dbClient,
        dir,
        migrationsTable: `${name}_migrations`,
        direction: 'up',
        singleTransaction: true,
        noLock: true,
        logger,
      });
    }
  } catch (error) {
    throw databaseError(error);
  } finally {
    await dbClient.end().catch(() => {});
  }
}
