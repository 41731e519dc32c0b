import { z } from 'zod';
import { idempotencyKey } from '#lending/application-form.ts';
import { lines } from '#lending/form-fields.ts';

/** A reviewer's decision as it is entered. */
export const decisionForm = z.strictObject({
  idempotencyKey,
  decision: z.enum(['approve', 'decline'], 'Choose a decision'),
  rationale: lines('Give your reasons, so that others can follow them later', 2_000),
});
export type EnteredDecision = z.infer<typeof decisionForm>;
