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
  const clients = [0, 1].map(() => new pg.Client(connectionOptions(options)));
  const [holder, dbClient] = clients as [pg.Client, pg.Client];
  try {
    for (const client of clients) {
      // A lost connection fails the query under way as well; without a listener it would end the
      // process.
      client.on('error', () => {});
      await client.connect();
    }
    // Held by a transaction, and released with it, however that ends. A session would not do: a
    // pooler in transaction mode (PgBouncer) would leave the lock to its other clients.
    await holder.query('begin; set local idle_in_transaction_session_timeout = 0');
    await holder.query('select pg_advisory_xact_lock($1)', [lock]);
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
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}
