const messages = {
  APPLICATION_INCOMPLETE: 'The application lacks details or documents',
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
