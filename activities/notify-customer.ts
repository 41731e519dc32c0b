import { failure } from '#infra/temporal/failures.ts';
import type { LoanActivities } from '#contract/index.ts';
import type { Tools } from './tools.ts';

/**
 * Tells the customer that there is news. Every mail server on the way can read a mail, so it holds
 * a link and nothing else: no name, no outcome, and no reference, with which the Temporal operator
 * could match the recipient to the outcome. A crash between sending and noting sends the mail
 * twice, with the same Message-ID, so that most mail programs show it once. Mail offers nothing
 * better.
 */
export function createNotifyCustomer(
  tools: Tools<'notifyCustomer'>,
): LoanActivities['notifyCustomer'] {
  const { vault, mail, portalUrl, note, hasNoted, lifeCycle, actor } = tools;
  return async (application) => {
    if (await hasNoted(application, 'notified')) return;
    // Called before there is news, it would keep the real news from being told.
    const { outcome } = await lifeCycle.get(actor, application);
    if (!outcome) throw failure('OutcomeNotSupported', { nonRetryable: true });
    const { email } = await vault.get('contact', application);
    await mail.send({
      to: email,
      subject: 'News about your application',
      text: `There is news about your application. Sign in to read it:\n${portalUrl}/applications\n`,
      id: await vault.pseudonym(application, 'news'),
    });
    await note(application, 'notified');
  };
}
