import type { IncomingMessage } from 'node:http';
import type { Applications, LoanVault, UploadType } from '#lending/index.ts';
import { VaultError } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';
import { PortalError } from '../http/errors.ts';
import { kindOf, labelOf, tellingBytes } from './file-kind.ts';
import { receiveFile } from './multipart.ts';
import type { IncomingFile } from './multipart.ts';
import { createUploadLimits } from './upload-limits.ts';

/** For each application. */
export const maxDocuments = 8;

/** What a form adds around the file: boundaries and part headers. */
const formBytes = 16 * 1024;

export interface Upload {
  ref: DocumentRef;
  type: UploadType;
  fileName: string;
  bytes: number;
}

interface Destination {
  actor: Actor;
  application: ApplicationRef;
  type: UploadType;
}

export type ReceiveUpload = (req: IncomingMessage, to: Destination) => Promise<Upload>;

/** A document on its way in; it has its reference once it is stored. */
interface Arrival {
  ref?: DocumentRef;
}

/**
 * Uploads, from the browser's connection into the vault as they arrive: in memory there is never more than a few
 * pieces of a file, and on disk nothing.
 */
export function createReceiveUpload(deps: {
  vault: LoanVault;
  applications: Applications;
  maxBytes: number;
}): ReceiveUpload {
  const { vault, applications, maxBytes } = deps;
  const limited = createUploadLimits();
  const arriving = new Map<ApplicationRef, Set<Arrival>>();

  /**
   * Counts what is stored and what is still arriving. Of two that come at the same moment for the last place it may
   * refuse both, and never takes both.
   */
  async function reservePlace(actor: Actor, application: ApplicationRef): Promise<Arrival> {
    const { status } = await applications.get(actor, application);
    if (status !== 'draft') throw new PortalError('NOT_A_DRAFT');
    const before = [...(arriving.get(application) ?? [])];
    const stored = await vault.as(actor).listDocuments(application);
    const arrivals = arriving.get(application) ?? new Set();
    const taken = new Set<unknown>(stored.map(({ ref }) => ref));
    for (const arrival of [...before, ...arrivals]) taken.add(arrival.ref ?? arrival);
    if (taken.size >= maxDocuments) throw new PortalError('DOCUMENT_LIMIT_REACHED');
    const arrival: Arrival = {};
    arriving.set(application, arrivals.add(arrival));
    return arrival;
  }

  function releasePlace(application: ApplicationRef, arrival: Arrival): void {
    const arrivals = arriving.get(application);
    arrivals?.delete(arrival);
    if (arrivals?.size === 0) arriving.delete(application);
  }

  async function store(
    req: IncomingMessage,
    { actor, application, type }: Destination,
  ): Promise<Upload> {
    const file = await receiveFile(req, tellingBytes);
    const kind = await kindOf(file.head);
    if (!kind) throw new PortalError('DOCUMENT_TYPE_NOT_ALLOWED');
    const fileName = labelOf(file.fileName, kind);
    const { mediaType } = kind;
    const { ref, bytes } = await vault
      .as(actor)
      .putDocument({
        subject: application,
        type,
        fileName,
        mediaType,
        content: file.content,
        maxBytes,
      })
      .catch((error: unknown) => explain(error, file));
    return { ref, type, fileName, bytes };
  }

  async function receive(req: IncomingMessage, to: Destination): Promise<Upload> {
    const arrival = await reservePlace(to.actor, to.application);
    try {
      const upload = await store(req, to);
      arrival.ref = upload.ref;
      return upload;
    } finally {
      releasePlace(to.application, arrival);
    }
  }

  /** @throws PortalError, as `receiveFile` and for what is too large, too many or of another kind; VaultError */
  return async function receiveUpload(req, to) {
    refuseTooLong(req, maxBytes);
    return limited(to.actor.id, () => receive(req, to));
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
