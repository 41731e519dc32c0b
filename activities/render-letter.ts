import { cancellationSignal } from '@temporalio/activity';
import type { LoanActivities } from '#contract/index.ts';
import { createSettlement } from './settlement.ts';
import { letterPdf } from './letter/letter.ts';
import type { Tools } from './tools.ts';

/** Far above the size of one page: a letter of this size is a bug. */
const maxBytes = 1024 * 1024;

/** Streams the decision letter into the vault; it is never on a disk in plaintext. */
export function createRenderLetter(tools: Tools<'renderLetter'>): LoanActivities['renderLetter'] {
  const { vault, note, portalUrl, logger } = tools;
  const settle = createSettlement(tools);
  return async (application, outcome) => {
    await settle(application, outcome);
    const { contact, finances } = await vault.getParts(application, 'contact', 'finances');
    const assessment = (await vault.find('risk-assessment', application))?.value;
    const { pdf, isAddressed } = await letterPdf({
      details: { ...contact, ...finances },
      assessment,
      outcome,
      date: new Date(),
      reference: application,
      portalUrl,
    });
    if (!isAddressed) logger.warn({ event: 'letter-not-addressed', application, code: 'no-font' });
    const { ref } = await vault.putDocument({
      subject: application,
      type: 'decision-letter',
      fileName: 'decision-letter.pdf',
      mediaType: 'application/pdf',
      content: pdf,
      maxBytes,
      idempotencyKey: 'decision-letter',
      signal: cancellationSignal(),
    });
    await note(application, 'letter-ready');
    return ref;
  };
}
