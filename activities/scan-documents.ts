import { addAbortSignal } from 'node:stream';
import { cancellationSignal } from '@temporalio/activity';
import type { ApplicationRef, DocumentRef, LoanActivities } from '#contract/index.ts';
import { uploadsOf } from './uploads.ts';
import { inTurn } from './reading/turns.ts';
import { withProgress } from './progress.ts';
import type { Tools } from './tools.ts';

/** Reads each stored document as a stream. A retry skips what earlier attempts found clean. */
export function createScanDocuments({
  vault,
  scanner,
  note,
}: Tools): LoanActivities['scanDocuments'] {
  async function scan(ref: DocumentRef): Promise<'clean' | 'infected'> {
    const { content, mediaType } = await vault.getDocument(ref);
    return scanner.scan(addAbortSignal(cancellationSignal(), content), mediaType);
  }

  async function scanAll(application: ApplicationRef): Promise<'clean' | 'infected'> {
    return withProgress('doc', async ({ finished, finish }) => {
      for (const { ref } of await uploadsOf(vault, application)) {
        if (finished.includes(ref)) continue;
        if ((await inTurn(() => scan(ref))) === 'infected') return 'infected';
        finish(ref);
      }
      return 'clean';
    });
  }

  return async (application) => {
    const result = await scanAll(application);
    await note(application, 'scanned');
    return result;
  };
}
