import { z } from 'zod';
import { applicationForm, idempotencyKey } from '#lending/application-form.ts';
import { lines } from '#lending/form-fields.ts';
import type { ApplicationDetails } from '#lending/index.ts';
import { approaches, scenarios } from '#comparison/approaches/contract.ts';
import type { RunRequest } from '#comparison/approaches/contract.ts';
import { PortalError } from '../http/errors.ts';

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
  return read(applicationForm, body);
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
