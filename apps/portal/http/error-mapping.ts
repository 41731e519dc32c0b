import { DatabaseError } from '#infra/postgres/errors.ts';
import { LendingError } from '#lending/index.ts';
import type { LendingErrorCode } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { VaultErrorCode } from '#vault/index.ts';
import { PortalError } from './errors.ts';
import type { ProblemCode } from './errors.ts';

const vaultProblems: Record<VaultErrorCode, ProblemCode> = {
  VAULT_NOT_FOUND: 'NOT_FOUND',
  VAULT_TOO_MANY_OPEN: 'TOO_MANY_DRAFTS',
  VAULT_TOO_MANY_DOCUMENTS: 'DOCUMENT_LIMIT_REACHED',
  VAULT_SUBJECT_CLOSED: 'NOT_A_DRAFT',
  VAULT_CONFLICT: 'NOT_A_DRAFT',
  VAULT_DOCUMENT_TOO_LARGE: 'DOCUMENT_TOO_LARGE',
  VAULT_DOCUMENT_UNINSPECTED: 'DOCUMENT_UNINSPECTED',
  VAULT_DOCUMENT_INFECTED: 'DOCUMENT_INFECTED',
  VAULT_DOCUMENT_INCOMPLETE: 'UPLOAD_INCOMPLETE',
  VAULT_STORAGE_UNAVAILABLE: 'STORAGE_UNAVAILABLE',
  VAULT_NOT_GRANTED: 'INTERNAL',
  VAULT_REFERENCE_FORGED: 'INTERNAL',
  VAULT_RECORD_INVALID: 'INTERNAL',
  VAULT_RECORD_MISPLACED: 'STORED_DATA_DAMAGED',
  VAULT_OBJECT_MISPLACED: 'STORED_DATA_DAMAGED',
  VAULT_OBJECT_MISSING: 'STORED_DATA_DAMAGED',
  VAULT_ALTERED: 'STORED_DATA_DAMAGED',
  VAULT_TRUNCATED: 'STORED_DATA_DAMAGED',
  VAULT_TRAILING_DATA: 'STORED_DATA_DAMAGED',
  VAULT_ROLLED_BACK: 'STORED_DATA_DAMAGED',
  VAULT_KEY_NOT_HELD: 'STORAGE_UNAVAILABLE',
  VAULT_WRONG_KEY: 'STORED_DATA_DAMAGED',
};

const lendingProblems: Record<LendingErrorCode, ProblemCode> = {
  APPLICATION_INCOMPLETE: 'DOCUMENTS_INCOMPLETE',
  DOCUMENTS_REFUSED: 'DOCUMENTS_REFUSED',
  APPLICATION_CONFLICT: 'NOT_A_DRAFT',
  APPROVED_BEFORE: 'REVIEW_APPROVED_BEFORE',
};

/**
 * Errors of Express and its body parsers, by status. Their messages may quote the request, and are
 * dropped.
 */
const requestProblems: Readonly<Record<number, ProblemCode>> = {
  400: 'REQUEST_MALFORMED',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_MEDIA_TYPE',
};

/** Any thrown value as a PortalError. An unknown one becomes `INTERNAL`, without its message. */
export function toPortalError(error: unknown): PortalError {
  if (error instanceof PortalError) return error;
  if (error instanceof VaultError) return new PortalError(vaultProblems[error.code]);
  if (error instanceof LendingError) return new PortalError(lendingProblems[error.code]);
  if (error instanceof DatabaseError)
    return new PortalError(error.isTransient ? 'SERVICE_UNAVAILABLE' : 'INTERNAL');
  // A path that does not decode (`/applications/%ff`) is an unknown address like any other.
  if (error instanceof URIError) return new PortalError('NOT_FOUND');
  const status = (error as { status?: unknown } | null)?.status;
  return new PortalError((typeof status === 'number' && requestProblems[status]) || 'INTERNAL');
}
