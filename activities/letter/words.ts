import type { ApplicationDetails, RiskAssessment } from '#lending/index.ts';
import type { Outcome } from '#contract/index.ts';
import { policy } from '../risk/policy.ts';

/** The data of a letter. The assessment is missing if the application did not get that far. */
export interface LetterContent {
  details: Pick<ApplicationDetails, 'fullName' | 'address' | 'requestedCents' | 'termMonths'>;
  assessment: RiskAssessment | undefined;
  outcome: Outcome;
  date: Date;
  reference: string;
  portalUrl: string;
}

export interface Letter {
  title: string;
  paragraphs: string[];
  /** Terms of the loan: name and value. */
  terms: [string, string][];
  nextSteps: string[];
}

/**
 * States the outcome plainly, and the customer's rights. The reviewer's words and the model's
 * reasons stay out.
 */
export function wordsOf(content: LetterContent): Letter {
  const { outcome, assessment } = content;
  if (outcome === 'approved') return approval(content);
  if (outcome === 'expired') return expiry(content);
  return assessment ? decline(content) : unusableDocuments(content);
}

function approval({ details, assessment, portalUrl }: LetterContent): Letter {
  const { requestedCents, termMonths } = details;
  const payment = assessment?.monthlyPaymentCents ?? 0;
  return {
    title: 'Your loan is approved',
    paragraphs: [
      'We are glad to tell you that your application has been approved on the terms below.',
    ],
    terms: [
      ['Amount', dollars(requestedCents)],
      ['Term', `${termMonths} monthly payments`],
      ['Monthly payment', dollars(payment)],
      ['Annual percentage rate', `${(policy.annualRate * 100).toFixed(1)}%, fixed`],
      ['Total of payments', dollars(payment * termMonths)],
    ],
    nextSteps: [
      'Read the terms above. They are held for you for 30 days.',
      `Sign in at ${portalUrl} to accept them.`,
      'The money is sent to the bank account in your application within two business days.',
    ],
  };
}

function decline({ portalUrl }: LetterContent): Letter {
  return {
    title: 'About your application',
    paragraphs: [
      'Thank you for applying. After a careful look at your application we cannot offer you this loan.',
      'The decision rests on what you told us, on your documents, and, where we had it, on information from a credit bureau.',
    ],
    terms: [],
    nextSteps: [
      'You may ask us within 60 days for the main reasons of this decision.',
      'You may ask the credit bureau for a free copy of your report, and have mistakes in it put right.',
      `You are welcome to apply again, for instance for a smaller amount, at ${portalUrl}.`,
    ],
  };
}

function unusableDocuments({ portalUrl }: LetterContent): Letter {
  return {
    title: 'We could not use what you sent us',
    paragraphs: [
      'Thank you for applying. We could not take your application further: a document could not be accepted by our checks, or the details do not meet the conditions of a loan.',
      'Nothing in this letter is a judgement of your credit, and no credit bureau was asked.',
    ],
    terms: [],
    nextSteps: [
      'Ask your bank for plain PDF statements, and take a new photo of your identity document.',
      'Check that your device is free of malware before you send files from it again.',
      `You are welcome to apply again at ${portalUrl}.`,
    ],
  };
}

function expiry({ portalUrl }: LetterContent): Letter {
  return {
    title: 'Your application has expired',
    paragraphs: [
      'We are sorry: we did not reach a decision in time, and your application has expired.',
    ],
    terms: [],
    nextSteps: [
      'This is no judgement of your credit, and it is not reported to anyone.',
      `You are welcome to apply again at ${portalUrl}.`,
    ],
  };
}

function dollars(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}
