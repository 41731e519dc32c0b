import { z } from 'zod';
import { applicationForm, idempotencyKey } from '#lending/application-form.ts';
import { lines } from '#lending/form-fields.ts';
import type { ApplicationDetails } from '#lending/index.ts';
import { readForm } from '../http/forms.ts';

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
  return readForm(applicationForm, body);
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
