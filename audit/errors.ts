/** Why an audit could not be made. Its message is for whoever started it, and repeats no value that is searched for. */
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
