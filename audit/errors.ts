/**
 * Why an audit could not run. The message is for the person who started it and repeats no searched
 * value.
 */
export class AuditError extends Error {
  override name = 'AuditError';
  readonly code: AuditErrorCode;

  constructor(code: AuditErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type AuditErrorCode =
  'AUDIT_BAD_OPTION' | 'AUDIT_BAD_EXPECTATIONS' | 'AUDIT_BAD_VALUES' | 'AUDIT_NO_TARGET';
