import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { cancellationSignal } from '@temporalio/activity';
import type { ExtractionReport } from '#lending/index.ts';
import type { ApplicationRef, DocumentRef, LoanActivities, ReportRef } from '#contract/index.ts';
import { maxReadableBytes, readDocument } from './reading/document-reader.ts';
import type { ReaderAnswer } from './reading/document-reader.ts';
import { findIn } from './reading/findings.ts';
import { inTurn } from './reading/turns.ts';
import { withProgress } from './progress.ts';
import type { Tools } from './tools.ts';
import { uploadsOf } from './uploads.ts';
import type { Upload } from './uploads.ts';

type ReadDocument = ExtractionReport['documents'][number];

/**
 * Reads the documents one after the other. Each result is stored and its reference sent with the
 * heartbeat, so an attempt that dies at the ninth document leaves eight to the next.
 */
export function createExtractFields({
  vault,
  note,
  logger,
  lifeCycle,
  actor,
}: Tools<'extractFields'>): LoanActivities['extractFields'] {
  async function read(upload: Upload, owner: string): Promise<ReadDocument> {
    const { ref, type } = upload;
    const answer = await inTurn(owner, () => answerFor(upload));
    if ('reading' in answer) return { ref, type, readable: true, ...answer.reading };
    const { unreadable } = answer;
    logger.warn({ event: 'document-unreadable', document: ref, code: unreadable });
    return { ref, type, readable: false, unreadable, pages: 0, text: '' };
  }

  async function answerFor({ ref, mediaType, bytes }: Upload): Promise<ReaderAnswer> {
    if (bytes > maxReadableBytes) return { unreadable: 'too-large' };
    const { content } = await vault.getDocument(ref);
    const signal = cancellationSignal();
    const whole = await buffer(addAbortSignal(signal, content));
    return readDocument(whole, mediaType, signal);
  }

  async function storePart(
    application: ApplicationRef,
    ref: DocumentRef,
    document: ReadDocument,
  ): Promise<ReportRef> {
    const value = { documents: [document], nameIn: [], accountIn: [] };
    return vault.put('extraction-report', {
      subject: application,
      value,
      idempotencyKey: ref,
    });
  }

  async function readAll(application: ApplicationRef): Promise<ReadDocument[]> {
    const { owner } = await lifeCycle.get(actor, application);
    return withProgress('rpt', async ({ finished, finish }) => {
      // Of this application only: heartbeat details come back through Temporal.
      const own = (ref: ReportRef) => vault.get('extraction-report', ref, application);
      const parts = await Promise.all(finished.map(own));
      const documents = parts.flatMap((part) => part.documents);
      for (const upload of await uploadsOf(vault, application)) {
        if (documents.some(({ ref }) => ref === upload.ref)) continue;
        const document = await read(upload, owner);
        finish(await storePart(application, upload.ref, document));
        documents.push(document);
      }
      return documents;
    });
  }

  return async (application) => {
    const documents = await readAll(application);
    const { contact, ...rest } = await vault.getParts(application, 'contact', 'bank-account');
    const details = { ...contact, ...rest['bank-account'] };
    const value = { documents, ...findIn(documents, details) };
    const report = await vault.put('extraction-report', { subject: application, value });
    await note(application, 'extracted');
    return report;
  };
}
