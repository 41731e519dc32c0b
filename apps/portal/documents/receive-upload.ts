import type { Request } from 'express';
import type {
  Application,
  Applications,
  LoanVault,
  LoanVaultSession,
  UploadType,
} from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { detectMediaType, headBytes, kindOf } from '#lending/file-kinds.ts';
import { labelOf } from './file-kind.ts';
import { refusals } from './inspect.ts';
import type { InspectDocument, UnreadableReason } from './inspect.ts';
import { receiveFile } from './receive-file.ts';
import type { IncomingFile } from './receive-file.ts';
import { createUploadLimits, keepPace, uploadsWithin } from './transfer-limits.ts';

/** Per application. */
export const maxDocuments = 8;

/** At most what a form adds to the file: boundaries and part headers. */
const maxFormBytes = 16 * 1024;

/** Whether its owner may add documents: to a draft, or in place of refused ones. */
export const takesDocuments = ({ status }: Pick<Application, 'status'>): boolean =>
  status === 'draft' || status === 'needs-documents';

export interface UploadedDocument {
  ref: DocumentRef;
  type: UploadType;
  fileName: string;
  bytes: number;
  /** Accepted, and left to a person, who takes longer. */
  unreadable?: UnreadableReason | undefined;
}

interface Destination {
  actor: Actor;
  application: ApplicationRef;
  type: UploadType;
}

/**
 * Stores the file in a form as a document of a draft.
 * @throws PortalError as `receiveFile`, and `NOT_A_DRAFT`, `DOCUMENT_LIMIT_REACHED`,
 *   `DOCUMENT_TOO_LARGE`, `DOCUMENT_TYPE_NOT_ALLOWED`, `DOCUMENT_IS_HEIC`, `DOCUMENT_LOCKED`,
 *   `DOCUMENT_BROKEN`, `DOCUMENT_ILLEGIBLE`, `UPLOADS_BUSY`, `UPLOADS_AT_ONCE`; VaultError
 */
export type ReceiveUpload = (req: Request, to: Destination) => Promise<UploadedDocument>;

/**
 * Streams uploads from the browser's connection into the vault: memory holds a few chunks of a
 * file, and the disk nothing.
 */
export function createReceiveUpload(deps: {
  vault: LoanVault;
  applications: Applications;
  maxBytes: number;
  /** Without it, documents are first looked at by the worker. */
  inspect?: InspectDocument | undefined;
}): ReceiveUpload {
  const { vault, applications, maxBytes, inspect } = deps;
  const limited = createUploadLimits(uploadsWithin(process.constrainedMemory()));

  /** Refuses early what the vault would refuse at the end of the upload. */
  async function refuseUnwanted({ actor, application }: Destination): Promise<void> {
    if (!takesDocuments(await applications.get(actor, application)))
      throw new PortalError('NOT_A_DRAFT');
    const stored = await vault.as(actor).listDocuments(application);
    if (stored.length >= maxDocuments) throw new PortalError('DOCUMENT_LIMIT_REACHED');
  }

  async function store(
    req: Request,
    { actor, application, type }: Destination,
  ): Promise<UploadedDocument> {
    const file = await receiveFile(req, headBytes);
    const kind = await kindOf(file.head);
    if (!kind) throw await refusalOf(file.head);
    const fileName = labelOf(file.fileName, kind);
    const { mediaType } = kind;
    const { content } = file;
    const limits = { maxBytes, maxDocuments };
    const session = vault.as(actor);
    const { ref, bytes } = await session
      .putDocument({ subject: application, type, fileName, mediaType, content, ...limits })
      .catch((error: unknown) => throwReason(error, file));
    const unreadable = await refuseUnusable(req, session, { ref, customer: actor.id });
    return { ref, type, fileName, bytes, unreadable };
  }

  /**
   * Said now, while the customer has the original at hand. Returns why a person has to read what is
   * not refused.
   */
  async function refuseUnusable(
    req: Request,
    session: LoanVaultSession,
    { ref, customer }: { ref: DocumentRef; customer: string },
  ) {
    const gone = new AbortController();
    req.res?.once('close', () => gone.abort());
    const reason = await inspect?.(session, ref, { customer, signal: gone.signal });
    const refusal = reason && refusals[reason];
    if (!refusal) return reason;
    await session.removeDocument(ref);
    throw new PortalError(refusal);
  }

  async function receive(req: Request, to: Destination): Promise<UploadedDocument> {
    await refuseUnwanted(to);
    const { res } = req;
    const endWatch = res ? keepPace({ req, res }, 'in') : () => {};
    return store(req, to).finally(endWatch);
  }

  return async function receiveUpload(req, to) {
    throwIfTooLong(req, maxBytes);
    return limited(to.actor.id, () => receive(req, to));
  };
}

/** A telephone's own format gets its own words: most people do not know that they have it. */
async function refusalOf(head: Buffer): Promise<PortalError> {
  const isHeic = /^image\/hei[cf]/.test((await detectMediaType(head)) ?? '');
  return new PortalError(isHeic ? 'DOCUMENT_IS_HEIC' : 'DOCUMENT_TYPE_NOT_ALLOWED');
}

/** Refuses a request whose own Content-Length is too long, before reading it. */
function throwIfTooLong(req: Request, maxBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + maxFormBytes)
    throw new PortalError('DOCUMENT_TOO_LARGE');
}

/** Throws the form's own error if there is one: the vault only knows that the content failed. */
async function throwReason(error: unknown, file: IncomingFile): Promise<never> {
  if (error instanceof VaultError && error.code === 'VAULT_DOCUMENT_INCOMPLETE') await file.whole;
  throw error;
}
