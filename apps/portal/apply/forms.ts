import { z } from 'zod';
import type { ApplicationDetails } from '#vault/index.ts';
import { date, digits, line, lines, money } from '../http/fields.ts';
import { readForm } from '../http/forms.ts';

const terms = [12, 24, 36, 48, 60] as const;
const idempotencyKey = z.uuid('Reload the page and fill in the form again');

/** What the page offers and says; the schema below holds people to it. Money in US cents. */
export const applicationForm = { terms, leastCents: 100_000, mostCents: 5_000_000 };

/** In the order of the page: so its summary lists the errors. */
const application = z.strictObject({
  idempotencyKey,
  requestedAmount: money('Enter the amount you want to borrow', {
    least: applicationForm.leastCents,
    most: applicationForm.mostCents,
    wrong: 'Enter an amount from $1,000 to $50,000',
  }),
  termMonths: z.preprocess(Number, z.literal(terms, 'Choose how long you want to pay back')),
  purpose: lines('Tell us what the loan is for', 500),
  fullName: line('Enter your full name', 120),
  email: line('Enter your e-mail address', 254).pipe(
    z.email('Enter an e-mail address like name@example.com'),
  ),
  phone: line('Enter your phone number', 30).refine(
    (value) =>
      /^[+\d][\d\s().–-]*$|^\(\d/.test(value) && /^\d{7,15}$/.test(value.replace(/\D/g, '')),
    'Enter a phone number like 415-555-0133',
  ),
  address: lines('Enter your home address', 300),
  dateOfBirth: date('Enter your date of birth', 'Enter a date like 04/23/1985').refine(
    isAdult,
    'You must be 18 or older',
  ),
  ssn: digits(
    'Enter your Social Security number',
    /^\d{9}$/,
    'A Social Security number has 9 digits',
  ),
  employer: line('Enter your employer, or “self-employed” or “none”', 120),
  annualIncome: money('Enter your yearly income before tax', {
    least: 0,
    most: 10_000_000_000,
    wrong: 'Enter an amount of up to $100 million',
  }),
  bankRoutingNumber: digits(
    'Enter your bank’s routing number',
    /^\d{9}$/,
    'A routing number has 9 digits',
  ),
  bankAccountNumber: digits(
    'Enter your account number',
    /^\d{4,17}$/,
    'An account number has 4 to 17 digits',
  ),
});

const decision = z.strictObject({
  idempotencyKey,
  decision: z.enum(['approve', 'decline'], 'Choose a decision'),
  rationale: lines('Say why, so that others can follow it later', 2_000),
});

/**
 * The loan application as it was entered.
 * @throws PortalError `FORM_INVALID` with `fields`, `REQUEST_UNEXPECTED_FIELD`, `REQUEST_MEDIA_TYPE`
 */
export function readApplication(body: unknown): {
  idempotencyKey: string;
  details: ApplicationDetails;
} {
  const {
    idempotencyKey: key,
    annualIncome,
    requestedAmount,
    ...rest
  } = readForm(application, body);
  return {
    idempotencyKey: key,
    details: { ...rest, annualIncomeCents: annualIncome, requestedCents: requestedAmount },
  };
}

/** A reviewer's decision as it was entered. Throws as `readApplication` does. */
export function readDecision(body: unknown): z.infer<typeof decision> {
  return readForm(decision, body);
}

/**
 * What somebody entered, to fill the form again. The social security number and the account number are left out:
 * they are not sent back into a page, where a browser, an extension or a screenshot would keep them.
 */
export function enteredAgain(body: unknown): Record<string, string> {
  const given = Object.entries((body ?? {}) as Record<string, string>);
  return Object.fromEntries(
    given.filter(([name, value]) => typeof value === 'string' && !neverRepeated.has(name)),
  );
}

const neverRepeated: ReadonlySet<string> = new Set(['ssn', 'bankAccountNumber']);

/** Eighteen years ago today or earlier, and not before anyone alive was born. */
function isAdult(isoDate: string): boolean {
  const born = new Date(isoDate);
  const grownUp = new Date(born);
  grownUp.setUTCFullYear(born.getUTCFullYear() + 18);
  return grownUp <= new Date() && born.getUTCFullYear() >= 1900;
}
