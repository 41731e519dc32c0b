import { z } from 'zod';
import { readForm } from '#apps/portal/http/forms.ts';
import { approaches, scenarios } from '../approaches/contract.ts';
import type { RunRequest } from '../approaches/contract.ts';

/** The largest seed: lending/samples takes 32 bits of it. */
export const maxSeed = 2 ** 32 - 1;

const runForm = z.strictObject({
  scenario: z.enum(scenarios, 'Choose what becomes of the application'),
  seed: z.preprocess(
    (value) => (value === '' ? undefined : Number(value)),
    z.int('Enter a whole number').min(0, 'Enter 0 or more').max(maxSeed, 'Enter a smaller number'),
  ),
  // A form sends one as text, several as a list, and none as nothing.
  approaches: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.enum(approaches, 'Choose from the list')).min(1, 'Choose at least one'),
  ),
});

/**
 * What to X-ray, as the operator chose it, with the approaches in their usual order. Throws as
 * `readForm` does.
 */
export function readRunForm(body: unknown): Omit<RunRequest, 'data'> {
  const { approaches: chosen, ...run } = readForm(runForm, body);
  return { ...run, approaches: approaches.filter((approach) => chosen.includes(approach)) };
}
