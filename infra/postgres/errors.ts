/**
 * What the rest of the system sees of a database error. The driver's own error quotes values in
 * `detail`, `where` and sometimes `message` (`Key (email)=(…) already exists`), and errors end up
 * in logs and failures.
 */
import type { DatabaseError as DriverError } from 'pg';

const names: Readonly<Record<string, string>> = {
  '23502': 'DATABASE_NOT_NULL_VIOLATION',
  '23503': 'DATABASE_FOREIGN_KEY_VIOLATION',
  '23505': 'DATABASE_UNIQUE_VIOLATION',
  '23514': 'DATABASE_CHECK_VIOLATION',
  '40001': 'DATABASE_SERIALIZATION_FAILURE',
  '40P01': 'DATABASE_DEADLOCK',
  '42501': 'DATABASE_NOT_PERMITTED',
  '57014': 'DATABASE_TIMEOUT',
};

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
}

/**
 * Turns whatever the driver threw into a DatabaseError. Network errors and time-outs are
 * `DATABASE_UNAVAILABLE`.
 */
export function databaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const sqlState = (error as Partial<DriverError> | null)?.code;
  // Node's codes (ECONNREFUSED, …) are not five characters of which the first two are a known
  // class.
  if (
    typeof sqlState !== 'string' ||
    !/^[0-9A-Z]{5}$/.test(sqlState) ||
    /^(08|57P|EPIPE)/.test(sqlState)
  ) {
    return new DatabaseError('DATABASE_UNAVAILABLE');
  }
  return new DatabaseError(names[sqlState] ?? `DATABASE_${sqlState}`);
}
