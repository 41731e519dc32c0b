/**
 * Brings the database's schema up to date: forward-only numbered SQL files, one transaction, one
 * process at a time (others wait). Runs as the owner of the schema, which the portal and the worker
 * are not.
 */
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { ConfigError, readConfig } from '#infra/config/config.ts';
import { databaseOptions, databaseSettings } from '#infra/config/groups.ts';
import { databaseError } from './errors.ts';
import { connectionOptions } from './pool.ts';
import type { DatabaseOptions } from './pool.ts';

const quiet = () => {};

/**
 * Applies the migrations that have not been applied yet. May run any number of times.
 * @throws DatabaseError
 */
export async function migrate(options: DatabaseOptions): Promise<void> {
  try {
    await runner({
      databaseUrl: connectionOptions(options),
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
    await migrate(databaseOptions(readConfig(databaseSettings)));
  } catch (error) {
    const isConfig = error instanceof ConfigError;
    process.stderr.write(`${isConfig ? error.message : databaseError(error).code}\n`);
    process.exitCode = isConfig ? 2 : 1;
  }
}

if (import.meta.main) await main();
