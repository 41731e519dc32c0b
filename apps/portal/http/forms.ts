import type { z } from 'zod';
import { PortalError } from './errors.ts';

/**
 * Checks a form, or a JSON object that stands for one.
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
    // An unknown field, or no object at all. zod names what it found; the answer does not.
    if (name === undefined) throw new PortalError('REQUEST_UNEXPECTED_FIELD');
    fields[String(name)] ??= issue.message;
  }
  throw new PortalError('FORM_INVALID', fields);
}
