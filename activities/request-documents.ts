import type { LoanActivities } from '#contract/index.ts';
import type { Tools } from './tools.ts';

/**
 * Tells the customer that a document must be replaced, unless they have done it meanwhile. As in
 * notify-customer.ts the mail holds a link only. Each refusal of another document is a mail of its
 * own; a second copy of one has the same Message-ID.
 */
export function createRequestDocuments(
  tools: Tools<'requestDocuments'>,
): LoanActivities['requestDocuments'] {
  const { vault, mail, portalUrl, lifeCycle, actor } = tools;
  return async (application) => {
    if ((await lifeCycle.get(actor, application)).status !== 'needs-documents') return;
    const { email } = await vault.get('contact', application);
    await mail.send({
      to: email,
      subject: 'Your application needs your attention',
      text: `We could not accept one of your documents. Sign in to replace it:\n${portalUrl}/applications\n`,
      id: await vault.pseudonym(application, 'documents'),
    });
  };
}
