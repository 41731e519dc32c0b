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
 * Turns anything that the driver throws into a DatabaseError. Network errors and time-outs become
 * `DATABASE_UNAVAILABLE`.
 */
export function databaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const sqlState = (error as Partial<DriverError> | null)?.code;
  // A SQLSTATE has five characters. Of the codes that Node's sockets raise, only EPIPE has as many.
  // Class 08 and 57P… are lost connections.
  if (
    typeof sqlState !== 'string' ||
    !/^[0-9A-Z]{5}$/.test(sqlState) ||
    /^(08|57P|EPIPE)/.test(sqlState)
  ) {
    return new DatabaseError('DATABASE_UNAVAILABLE');
  }
  return new DatabaseError(names[sqlState] ?? `DATABASE_${sqlState}`);
}
