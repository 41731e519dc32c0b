import { addAbortSignal } from 'node:stream';
import { cancellationSignal } from '@temporalio/activity';
import type { ApplicationRef, DocumentRef, LoanActivities } from '#contract/index.ts';
import { uploadsOf } from './uploads.ts';
import { inTurn } from './reading/turns.ts';
import { withProgress } from './progress.ts';
import type { Tools } from './tools.ts';

/**
 * Reads each stored document as a stream, and leaves its verdict in the vault: a retry, or a scan
 * after documents were replaced, reads only those that have none. If one is refused, its owner may
 * replace it.
 */
export function createScanDocuments({
  vault,
  scanner,
  note,
  lifeCycle,
  actor,
}: Tools<'scanDocuments'>): LoanActivities['scanDocuments'] {
  async function scan(ref: DocumentRef): Promise<void> {
    const { content, mediaType } = await vault.getDocument(ref);
    const signal = cancellationSignal();
    await vault.recordVerdict(ref, await scanner.scan(addAbortSignal(signal, content), mediaType));
  }

  async function scanAll(application: ApplicationRef, owner: string): Promise<void> {
    for (const { ref, verdict } of await uploadsOf(vault, application))
      if (verdict === null) await inTurn(owner, () => scan(ref));
  }

  return (application) =>
    withProgress('doc', async () => {
      // The owner is still replacing documents: what is there by now is not yet what they submit.
      const { status, owner } = await lifeCycle.get(actor, application);
      if (status === 'needs-documents') return 'infected';
      await scanAll(application, owner);
      const uploads = await uploadsOf(vault, application);
      if (uploads.some(({ verdict }) => verdict === 'infected')) {
        await lifeCycle.requestDocuments(actor, application);
        return 'infected';
      }
      await note(application, 'scanned');
      return 'clean';
    });
}
