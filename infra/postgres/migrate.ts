/**
 * Brings the database's schema up to date: forward-only numbered SQL files, one transaction, one process at a
 * time (others wait). Runs as the owner of the schema, which the portal and the worker are not.
 */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { ConfigError, readConfig } from '#infra/config/config.ts';
import { databaseError } from './errors.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseConfig } from './pool.ts';

const quiet = () => {};

/**
 * Applies the migrations that have not been applied yet. May run any number of times.
 * @throws DatabaseError
 */
export async function migrate(config: DatabaseConfig): Promise<void> {
  try {
    await runner({
      databaseUrl: connectionOptions(config),
      dir: fileURLToPath(new URL('migrations', import.meta.url)),
      migrationsTable: 'migrations',
      direction: 'up',
      advisoryLockMode: 'wait',
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
  } catch (error) {
    throw databaseError(error);
  }
}

async function main(): Promise<void> {
  try {
    await migrate(readConfig(['HARBOR_DATABASE_URL', 'HARBOR_DATABASE_CA']));
  } catch (error) {
    const isConfig = error instanceof ConfigError;
    process.stderr.write(`${isConfig ? error.message : databaseError(error).code}\n`);
    process.exitCode = isConfig ? 2 : 1;
  }
}

if (import.meta.main) await main();
