import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Config } from '#infra/config/config.ts';
import { databaseError } from './errors.ts';

export type DatabaseConfig = Config<'HARBOR_DATABASE_URL' | 'HARBOR_DATABASE_CA'>;

/** Settings of one connection: TLS with the certificate and its host name checked (libpq's `verify-full`). */
export function connectionOptions(config: DatabaseConfig): pg.ClientConfig {
  const url = new URL(config.HARBOR_DATABASE_URL);
  // The driver lets the address overrule `ssl`: a forgotten `?sslmode=disable` would turn TLS off in silence.
  url.search = '';
  return {
    connectionString: url.href,
    ssl: { ca: readFileSync(config.HARBOR_DATABASE_CA, 'utf8'), rejectUnauthorized: true },
    application_name: 'harbor',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // The system's own default is two hours: so long nobody would notice that the server is gone.
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  };
}

/**
 * A pool of connections. Every error of a query or of connecting is a DatabaseError, whoever asked.
 * The caller ends the pool.
 */
export function createPool(config: DatabaseConfig): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions(config),
    Client: DiscreetClient,
    max: 10,
    pipeline: true,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // An idle connection that the server closed is replaced by the pool; without a listener it ends the process.
  pool.on('error', () => {});
  return pool;
}

/** bigint as a number: identities and sizes stay far below 2^53. All else as the driver has it. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) =>
  oid === pg.types.builtins.INT8 && format !== 'binary'
    ? Number
    : (pg.types.getTypeParser(oid, format) as unknown);

/** The driver's client, with its errors replaced at the one place that every query passes. */
class DiscreetClient extends pg.Client {
  // The driver's overloads (text, config, submittable; promise or callback) cannot be repeated by an override.
  override query = ((...args: unknown[]) => {
    const callback = args.at(-1);
    if (isCallback(callback)) {
      args[args.length - 1] = (error: unknown, result: unknown) =>
        callback(error ? databaseError(error) : error, result);
    }
    const answer: unknown = Reflect.apply(super.query, this, args);
    return answer instanceof Promise ? answer.catch(rethrow) : answer;
  }) as pg.Client['query'];

  override connect = ((callback?: (error: Error) => void) =>
    callback
      ? super.connect((error: unknown) => callback(error ? databaseError(error) : (error as never)))
      : super.connect().catch(rethrow)) as pg.Client['connect'];
}

type Callback = (error: unknown, result?: unknown) => void;

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

function rethrow(error: unknown): never {
  throw databaseError(error);
}
