import type { z } from 'zod';
import { PortalError } from './errors.ts';

/**
 * Parses a form, or a JSON object with the same fields.
 * @throws PortalError `FORM_INVALID` with `fields`, `REQUEST_UNEXPECTED_FIELD`,
 *   `REQUEST_MEDIA_TYPE`
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  if (body === undefined) throw new PortalError('REQUEST_MEDIA_TYPE');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const [name] = issue.path;
    // An unknown field, or not an object. zod's message names what it found; the answer does not.
    if (name === undefined) throw new PortalError('REQUEST_UNEXPECTED_FIELD');
    fields[String(name)] ??= issue.message;
  }
  throw new PortalError('FORM_INVALID', fields);
}

/** Never sent back into a page: a browser, an extension or a screenshot would keep them. */
const neverRepeated: ReadonlySet<string> = new Set(['ssn', 'bankAccountNumber']);

/** The answers in a refused form, to fill the form again; without those that are never repeated. */
export function enteredAgain(body: unknown): Record<string, string> {
  const given = Object.entries((body ?? {}) as Record<string, string>);
  return Object.fromEntries(
    given.filter(([name, value]) => typeof value === 'string' && !neverRepeated.has(name)),
  );
}
