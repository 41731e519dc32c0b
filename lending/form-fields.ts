/**
 * Fields of forms: forgiving in notation, strict in content. Error texts are in the user's words.
 */
import { z } from 'zod';

/** What a form or a program sends for one field: text; a program may send a number. */
function text(missing: string) {
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string({ error: missing }).trim().min(1, missing),
  );
}

/** One line, without control characters. */
export function line(missing: string, maxLength: number) {
  return text(missing).pipe(
    z
      .string()
      .max(maxLength, `Use at most ${maxLength} characters`)
      .regex(/^\P{Cc}*$/u, 'Use letters, digits and punctuation only'),
  );
}

/** Several lines. */
export function lines(missing: string, maxLength: number) {
  return text(missing)
    .transform((value) => value.replaceAll('\r\n', '\n'))
    .pipe(
      z
        .string()
        .max(maxLength, `Use at most ${maxLength.toLocaleString('en-US')} characters`)
        .regex(/^[\P{Cc}\n\t]*$/u, 'Use letters, digits and punctuation only'),
    );
}

/** Digits, written with or without spaces, dots, dashes and brackets. Returns the digits. */
export function digits(missing: string, form: RegExp, wrong: string) {
  return text(missing)
    .transform((value) => value.replace(/[\s().–-]/g, ''))
    .pipe(z.string().regex(form, wrong));
}

/** `52,000`, `$52000.50`. Returns cents. */
export function money(missing: string, range: { min: number; max: number; wrong: string }) {
  return text(missing)
    .transform((value) => value.replace(/[$,\s]/g, ''))
    .pipe(z.string().regex(/^\d{1,10}(\.\d{1,2})?$/, 'Enter an amount in dollars, like 12,500'))
    .transform((value) => Math.round(Number(value) * 100))
    .pipe(z.number().min(range.min, range.wrong).max(range.max, range.wrong));
}

/** `MM/DD/YYYY` or `YYYY-MM-DD`. Returns the latter. */
export function date(missing: string, wrong: string) {
  return text(missing)
    .transform((value) => value.replace(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, american))
    .pipe(z.iso.date(wrong));
}

function american(_all: string, month: string, dayOfMonth: string, year: string): string {
  return `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
}
