import { z } from 'zod';
import type { ApplicationDetails } from '#vault/index.ts';
import { approaches, scenarios } from '#comparison/approaches/contract.ts';
import type { RunRequest } from '#comparison/approaches/contract.ts';
import { PortalError } from '../http/errors.ts';
import { date, digits, line, lines, money } from '../http/fields.ts';

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

/** What a seed can be: lending/samples takes 32 bits of it. */
export const greatestSeed = 2 ** 32 - 1;

const xrayRun = z.strictObject({
  scenario: z.enum(scenarios, 'Choose what becomes of the application'),
  seed: z.preprocess(
    (value) => (value === '' ? undefined : Number(value)),
    z
      .int('Enter a whole number')
      .min(0, 'Enter 0 or more')
      .max(greatestSeed, 'Enter a smaller number'),
  ),
  // A form sends one as text, several as a list, and none as nothing.
  approaches: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.enum(approaches, 'Choose from the list')).min(1, 'Choose at least one'),
  ),
});

/**
 * The loan application as it was entered.
 * @throws PortalError `FORM_INVALID` with `fields`, `REQUEST_UNEXPECTED_FIELD`, `REQUEST_MEDIA_TYPE`
 */
export function readApplication(body: unknown): {
  idempotencyKey: string;
  details: ApplicationDetails;
} {
  const { idempotencyKey: key, annualIncome, requestedAmount, ...rest } = read(application, body);
  return {
    idempotencyKey: key,
    details: { ...rest, annualIncomeCents: annualIncome, requestedCents: requestedAmount },
  };
}

/** A reviewer's decision as it was entered. Throws as `readApplication` does. */
export function readDecision(body: unknown): z.infer<typeof decision> {
  return read(decision, body);
}

/** What to X-ray, as it was chosen; the approaches in their order. Throws as `readApplication` does. */
export function readXrayRun(body: unknown): Omit<RunRequest, 'data'> {
  const { approaches: chosen, ...run } = read(xrayRun, body);
  return { ...run, approaches: approaches.filter((approach) => chosen.includes(approach)) };
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

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  if (body === undefined) throw new PortalError('REQUEST_MEDIA_TYPE');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const [name] = issue.path;
    // An unknown field, or no object at all. zod names what it found; the answer does not.
    if (name === undefined) throw new PortalError('REQUEST_UNEXPECTED_FIELD');
    fields[String(name)] ??= issue.message;
  }
  throw new PortalError('FORM_INVALID', fields);
}

/** Eighteen years ago today or earlier, and not before anyone alive was born. */
function isAdult(isoDate: string): boolean {
  const born = new Date(isoDate);
  const grownUp = new Date(born);
  grownUp.setUTCFullYear(born.getUTCFullYear() + 18);
  return grownUp <= new Date() && born.getUTCFullYear() >= 1900;
}
