import type { IncomingMessage } from 'node:http';
import { VaultError } from '#vault/index.ts';
import type { Actor, Applications, Vault } from '#vault/index.ts';
import type { ApplicationRef, DocumentRef } from '#workflows/contract.ts';
import { PortalError } from './errors.ts';
import { kindOf, labelOf, tellingBytes } from './file-kind.ts';
import { receiveFile } from './multipart.ts';
import type { IncomingFile } from './multipart.ts';

/** What customers may upload. */
export const uploadTypes = ['identity', 'bank-statement'] as const;
export type UploadType = (typeof uploadTypes)[number];

/** For each application. */
export const mostDocuments = 8;

/** What a form adds around the file: boundaries and part headers. */
const formBytes = 16 * 1024;

export interface Upload {
  ref: DocumentRef;
  type: UploadType;
  fileName: string;
  bytes: number;
}

export type ReceiveUpload = (
  req: IncomingMessage,
  to: { actor: Actor; application: ApplicationRef; type: UploadType },
) => Promise<Upload>;

/**
 * Uploads, from the browser's connection into the vault as they arrive: in memory there is never more than a few
 * pieces of a file, and on disk nothing.
 */
export function createUploads(deps: {
  vault: Vault;
  applications: Applications;
  maxBytes: number;
}): ReceiveUpload {
  const { vault, applications, maxBytes } = deps;
  const arriving = new Map<ApplicationRef, number>();

  /** Counts what is still arriving, too, so that eight uploads at once do not become sixteen documents. */
  async function refuseBeyondLimit(actor: Actor, application: ApplicationRef): Promise<void> {
    const { status } = await applications.get(actor, application);
    if (status !== 'draft') throw new PortalError('NOT_A_DRAFT');
    const stored = await vault.as(actor).listDocuments(application);
    const all = stored.length + (arriving.get(application) ?? 0);
    if (all >= mostDocuments) throw new PortalError('DOCUMENT_LIMIT_REACHED');
  }

  /** @throws PortalError, as `receiveFile` and for what is too large, too many or of another kind; VaultError */
  return async function receiveUpload(req, { actor, application, type }) {
    refuseTooLong(req, maxBytes);
    await refuseBeyondLimit(actor, application);
    count(arriving, application, 1);
    try {
      const file = await receiveFile(req, tellingBytes);
      const kind = await kindOf(file.head);
      if (!kind) throw new PortalError('DOCUMENT_TYPE_NOT_ALLOWED');
      const document = {
        application,
        type,
        fileName: labelOf(file.fileName, kind),
        mediaType: kind.mediaType,
      };
      const { content } = file;
      const stored = await vault
        .as(actor)
        .putDocument({ ...document, content, maxBytes })
        .catch((error: unknown) => explain(error, file));
      return { ref: stored.ref, type, fileName: document.fileName, bytes: stored.bytes };
    } finally {
      count(arriving, application, -1);
    }
  };
}

/** What says itself that it is too long need not be read to know it. */
function refuseTooLong(req: IncomingMessage, maxBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + formBytes)
    throw new PortalError('DOCUMENT_TOO_LARGE');
}

/** The vault sees that the content failed, the form knows why. */
async function explain(error: unknown, file: IncomingFile): Promise<never> {
  if (error instanceof VaultError && error.code === 'VAULT_DOCUMENT_INCOMPLETE') await file.whole;
  throw error;
}

function count(counts: Map<ApplicationRef, number>, application: ApplicationRef, change: 1 | -1): void {
  const next = (counts.get(application) ?? 0) + change;
  if (next > 0) counts.set(application, next);
  else counts.delete(application);
}
