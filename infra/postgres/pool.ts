import { readFileSync } from 'node:fs';
import pg from 'pg';
import { product } from '#contract/index.ts';
import { databaseError } from './errors.ts';

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database`; its query is ignored. */
  url: string;
  /**
   * The path of a file with the certificate authority to trust. Default: those that Node trusts.
   */
  ca?: string;
}

/**
 * The driver's options for one connection: TLS with certificate and host name checked
 * (`verify-full`).
 */
export function connectionOptions({ url: address, ca }: DatabaseOptions): pg.ClientConfig {
  const url = new URL(address);
  // In the driver the address overrules `ssl`: a forgotten `?sslmode=disable` would silently turn
  // TLS off.
  url.search = '';
  return {
    connectionString: url.href,
    ssl: { rejectUnauthorized: true, ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }) },
    application_name: product,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // The system's default of two hours is too slow to detect a dead server.
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  };
}

/**
 * A pool of connections. Every error of a query or of connecting is a DatabaseError, for callers
 * with promises and with callbacks. The caller ends the pool.
 */
export function createPool(options: DatabaseOptions): pg.Pool {
  const pool = new DiscreetPool({
    ...connectionOptions(options),
    Client: DiscreetClient,
    max: 10,
    pipeline: true,
    // A server that hangs does not cancel its own statements. Longer than those may take
    // (transaction.ts), so that the server's answer is heard where there is one.
    query_timeout: 20_000,
  });
  // Without a listener the error of a connection that broke ends the process. The pool replaces an
  // idle one by itself, and one that is in use fails its query.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * bigint becomes a number: identities and sizes stay far below 2^53. Other types stay the driver's.
 */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) =>
  oid === pg.types.builtins.INT8 && format !== 'binary'
    ? Number
    : (pg.types.getTypeParser(oid, format) as unknown);

/** The driver's pool, whose own time-out while it waits for a connection is replaced as well. */
class DiscreetPool extends pg.Pool {
  override connect = ((callback?: (error: Error | undefined, ...rest: unknown[]) => void) =>
    callback
      ? super.connect((error, ...rest) => callback(error && databaseError(error), ...rest))
      : super.connect().catch(rethrow)) as pg.Pool['connect'];
}

/** The driver's client, with its errors replaced where every query passes. */
class DiscreetClient extends pg.Client {
  // An override cannot repeat the driver's overloads (text, config, submittable; promise or
  // callback).
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
