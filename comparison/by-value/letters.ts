import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ByValueActivities } from '../naive/contract.ts';
import { letterPdf } from '#activities/letter/letter.ts';
import { wordsOf } from '#activities/letter/words.ts';
import type { ByValueTools } from './tools.ts';

type LetterSteps = Pick<ByValueActivities, 'requestReview' | 'renderLetter' | 'notifyCustomer'>;

export function createLetterSteps({ mail, portalUrl, reviewersMail }: ByValueTools): LetterSteps {
  return {
    async requestReview({ fullName, ssn, annualIncomeCents }, { reasons }) {
      const applicant = `${fullName}, SSN ${ssn}, income ${annualIncomeCents / 100}`;
      const text = `An application waits for your decision.\n${applicant}\n${reasons.join('\n')}\n`;
      await mail.send({ to: reviewersMail, subject: `Review: ${fullName}`, text, id: idOf(text) });
    },

    async renderLetter(details, outcome, assessment) {
      const content = {
        details,
        assessment,
        outcome,
        portalUrl,
        date: new Date(),
        reference: details.email,
      };
      const { title, paragraphs, terms, nextSteps } = wordsOf(content);
      const lines = [
        ...paragraphs,
        ...terms.map(([name, value]) => `${name}: ${value}`),
        ...nextSteps,
      ];
      const text = `Dear ${details.fullName},\n\n${lines.join('\n')}\n`;
      const { pdf } = await letterPdf(content);
      return { title, text, pdf: (await buffer(pdf)).toString('base64') };
    },

    /** The whole letter, although many systems can read mail in transit. */
    async notifyCustomer({ email }, { title, text }) {
      await mail.send({ to: email, subject: title, text, id: idOf(text) });
    },
  };
}

/** The same text is the same message, however often it is sent. */
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
