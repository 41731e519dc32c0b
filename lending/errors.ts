import { DatabaseError } from '#infra/postgres/errors.ts';

const messages = {
  APPLICATION_INCOMPLETE: 'The application lacks details or documents',
  DOCUMENTS_REFUSED: 'A refused document is still among those of the application',
  APPROVED_BEFORE: 'The same reviewer has approved the application before',
  APPLICATION_CONFLICT: 'The status of the application does not allow this',
} as const;

export type LendingErrorCode = keyof typeof messages;

/** What the life cycle refuses. Constant text for each code, no cause: an error carries no data. */
export class LendingError extends Error {
  override name = 'LendingError';
  readonly code: LendingErrorCode;

  constructor(code: LendingErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}

/** Throws the error of a statement that row-level security refuses out of turn. */
export function throwConflict(error: unknown): never {
  if (error instanceof DatabaseError && error.code === 'DATABASE_NOT_PERMITTED')
    throw new LendingError('APPLICATION_CONFLICT');
  throw error;
}
