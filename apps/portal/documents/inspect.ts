import { buffer } from 'node:stream/consumers';
import type { DocumentRef } from '#contract/index.ts';
import { maxReadableBytes, readDocument } from '#activities/reading/document-reader.ts';
import { createTurns } from '#activities/reading/turns.ts';
import type { LoanVaultSession } from '#lending/index.ts';
import type { unreadableReasons } from '#lending/stored-types.ts';
import type { Logger } from '#infra/logging/logger.ts';
import type { ProblemCode } from '../http/errors.ts';

export type UnreadableReason = (typeof unreadableReasons)[number];

/**
 * What a customer can mend at once: the sooner they hear of it, the better. All else (a scan without
 * text, a document that is too large to be read) goes to a person.
 */
export const refusals: Partial<Record<UnreadableReason, ProblemCode>> = {
  locked: 'DOCUMENT_LOCKED',
  broken: 'DOCUMENT_BROKEN',
  blank: 'DOCUMENT_ILLEGIBLE',
  'too-small': 'DOCUMENT_ILLEGIBLE',
};

/** Tighter than the worker's: this process serves pages as well. What exceeds them is accepted. */
const limits = { timeoutMs: 15_000, dataKb: 750_000 };

/** Their memory is counted in transfer-limits.ts. */
export const readersAtOnce = 2;

/** Returns why a stored document cannot be read, or undefined if it can, or if that is not known. */
export type InspectDocument = (
  session: LoanVaultSession,
  ref: DocumentRef,
  by: { customer: string; signal: AbortSignal },
) => Promise<UnreadableReason | undefined>;

/**
 * Has a document read that was just stored, by the worker's own reader in a process of its own: two
 * at once, and one of each customer, so that a file that takes all of its time holds up no other
 * customer. A fault of the reader is ours and not the customer's: the document is accepted.
 */
export function createInspectDocument({ logger }: { logger: Logger }): InspectDocument {
  const inTurn = createTurns(readersAtOnce, 1);

  async function inspect(session: LoanVaultSession, ref: DocumentRef, signal: AbortSignal) {
    const { content, mediaType, bytes } = await session.getDocument(ref);
    if (bytes > maxReadableBytes) return void content.destroy();
    const answer = await readDocument(await buffer(content), mediaType, signal, limits);
    return 'unreadable' in answer ? answer.unreadable : undefined;
  }

  return (session, ref, { customer, signal }) =>
    inTurn(customer, () => inspect(session, ref, signal)).catch((error: unknown) => {
      logger.warn({ event: 'inspection-failed', document: ref, error });
      return undefined;
    });
}
