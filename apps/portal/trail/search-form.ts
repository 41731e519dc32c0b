import { z } from 'zod';
import { isReference } from '#contract/index.ts';
import { trailActions } from '#lending/index.ts';
import type { TrailSearch } from '#lending/index.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A form sends the fields that were left empty as well. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((given) => (given === '' ? undefined : given), schema.optional());
}
const day = z.iso.date('Enter a day like 2026-03-14.').transform((text) => new Date(text));

/** What an auditor looks for. Days are UTC; the last one is included. */
export const searchForm = z
  .strictObject({
    actor: optional(z.string().max(200, 'An ID has at most 200 characters.')),
    subject: optional(
      z
        .string()
        .refine((text) => isReference(text, 'app'), 'Enter the reference of an application.'),
    ),
    action: optional(z.enum(trailActions, 'Choose an action of the list.')),
    from: optional(day),
    until: optional(day),
    before: optional(z.string().regex(/^\d{1,18}$/, 'Follow a link of the list.')),
  })
  .transform(({ until, ...search }): TrailSearch => ({
    ...search,
    until: until && new Date(until.getTime() + dayMs),
  }));
