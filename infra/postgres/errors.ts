/**
 * Database errors without data. The driver's own errors quote values in `detail`, `where` and
 * sometimes `message` (`Key (email)=(…) already exists`), and errors end up in logs and in history.
 */
import type { DatabaseError as DriverError } from 'pg';

const names: Readonly<Record<string, string>> = {
  '23502': 'DATABASE_NOT_NULL_VIOLATION',
  '23503': 'DATABASE_FOREIGN_KEY_VIOLATION',
  '23505': 'DATABASE_UNIQUE_VIOLATION',
  '23514': 'DATABASE_CHECK_VIOLATION',
  '25006': 'DATABASE_READ_ONLY',
  '25P03': 'DATABASE_UNAVAILABLE',
  '40001': 'DATABASE_SERIALIZATION_FAILURE',
  '40P01': 'DATABASE_DEADLOCK',
  '42501': 'DATABASE_NOT_PERMITTED',
  '55P03': 'DATABASE_LOCKED',
  '57014': 'DATABASE_TIMEOUT',
};

/** Nothing is wrong with the statement: it may succeed in a while. */
const transient: ReadonlySet<string> = new Set([
  'DATABASE_UNAVAILABLE',
  'DATABASE_READ_ONLY',
  'DATABASE_SERIALIZATION_FAILURE',
  'DATABASE_DEADLOCK',
  'DATABASE_OVERLOADED',
  'DATABASE_LOCKED',
  'DATABASE_TIMEOUT',
]);

/**
 * A database error without data: constant text, no cause.
 * `code` is a name from the table above, `DATABASE_` and the SQLSTATE, or `DATABASE_UNAVAILABLE`.
 */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  readonly code: string;

  constructor(code: string) {
    super('The database refused or failed');
    this.code = code;
  }

  /** The database is down, overloaded or failing over, or others hold what the statement needs. */
  get isTransient(): boolean {
    return transient.has(this.code);
  }

  /** The transaction lost to a concurrent one, and would succeed if it ran again at once. */
  get lostToAnother(): boolean {
    return this.code === 'DATABASE_DEADLOCK' || this.code === 'DATABASE_SERIALIZATION_FAILURE';
  }

  /**
   * The connection is of no further use: it is gone or hangs, or leads to a server that is a
   * primary no longer.
   */
  get breaksConnection(): boolean {
    return this.code === 'DATABASE_UNAVAILABLE' || this.code === 'DATABASE_READ_ONLY';
  }
}

/**
 * Turns anything that the driver throws into a DatabaseError. Network errors and the driver's own
 * time-outs become `DATABASE_UNAVAILABLE`.
 */
export function databaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const sqlState = (error as Partial<DriverError> | null)?.code;
  // A SQLSTATE has five characters. Of the codes that Node's sockets raise, only EPIPE has as many.
  // Class 08 and 57P… are lost connections, class 53 is a lack of memory, disk or connections.
  if (
    typeof sqlState !== 'string' ||
    !/^[0-9A-Z]{5}$/.test(sqlState) ||
    /^(08|57P|EPIPE)/.test(sqlState)
  ) {
    return new DatabaseError('DATABASE_UNAVAILABLE');
  }
  if (sqlState.startsWith('53')) return new DatabaseError('DATABASE_OVERLOADED');
  return new DatabaseError(names[sqlState] ?? `DATABASE_${sqlState}`);
}
