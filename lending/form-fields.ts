/**
 * Fields of forms: forgiving in notation, strict in content. Error texts are in the user's words.
 */
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { cleanNotation, cleanText, isWhole } from './clean-text.ts';

/** What a form or a program sends for one field: text; a program may send a number. */
function text(missing: string, clean = cleanText) {
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z
      .string({ error: missing })
      .refine(isWhole, { error: 'A letter arrived broken (�). Type it again', abort: true })
      .transform(clean)
      .pipe(z.string().min(1, missing)),
  );
}

/** One line, without control characters. */
export function line(missing: string, maxLength: number) {
  return text(missing)
    .transform((value) => value.replaceAll('\n', ' '))
    .pipe(
      z
        .string()
        .max(maxLength, tooLong(maxLength))
        .regex(/^\P{Cc}*$/u, 'Use letters, digits and punctuation only'),
    );
}

/** Several lines. */
export function lines(missing: string, maxLength: number) {
  return text(missing).pipe(
    z
      .string()
      .max(maxLength, tooLong(maxLength))
      .regex(/^[\P{Cc}\n\t]*$/u, 'Use letters, digits and punctuation only'),
  );
}

/** Counted as people count: zod counts an emoji or a rare character once. */
function tooLong(maxLength: number): string {
  return `Use at most ${maxLength.toLocaleString('en-US')} characters`;
}

/** Digits, written with or without spaces, dots, dashes and brackets. Returns the digits. */
export function digits(missing: string, form: RegExp, wrong: string) {
  return text(missing, cleanNotation)
    .transform((value) => value.replace(/[\s().-]/g, ''))
    .pipe(z.string().regex(form, wrong));
}

/** A telephone number as it was written; an extension may follow it. */
export function phone(missing: string, wrong: string) {
  const form = /^(?=(?:\D*\d){7,15}\D*$)[+(\d][\d\s().-]*$/;
  return text(missing, cleanNotation).pipe(
    z
      .string()
      .max(40, tooLong(40))
      .refine((value) => form.test(value.replace(/ *(ext\.?|x|#) *\d{1,6}$/i, '')), wrong),
  );
}

/** An address whose domain may have letters beyond ASCII, which mail servers know as punycode. */
export function email(missing: string, wrong: string) {
  return line(missing, 254)
    .transform((value) => {
      const [, name, domain] = /^(.*)@(.*)$/.exec(value) ?? [];
      return domain ? `${name}@${domainToASCII(domain) || domain}` : value;
    })
    .pipe(z.email(wrong));
}

/** Commas or spaces between groups of three digits, and cents after a point. */
const amount = /^(?:\d{1,10}|\d{1,3}(?:,\d{3}){1,3}|\d{1,3}(?: \d{3}){1,3})(?:\.\d{1,2})?$/;
/** As much of Europe writes it: `52.000,00`. */
const europeanAmount = /^(?:\d{1,10}|\d{1,3}(?:[. ]\d{3}){1,3}),\d{1,2}$/;

/**
 * `52,000`, `$52000.50`. Returns cents. A comma that separates no group of three digits is refused
 * with the reading that it suggests: dropping it would make an amount a hundredfold.
 */
export function money(missing: string, range: { min: number; max: number; wrong: string }) {
  return text(missing, cleanNotation)
    .transform((value, context) => {
      const written = value.replace(/^(US)?D? ?\$ ?|^USD /i, '');
      if (amount.test(written)) return Math.round(Number(written.replace(/[, ]/g, '')) * 100);
      const message = europeanAmount.test(written)
        ? `Write cents after a point. Did you mean ${inDollars(written)}?`
        : 'Enter an amount in dollars, like 12,500';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .pipe(z.number().min(range.min, range.wrong).max(range.max, range.wrong));
}

function inDollars(european: string): string {
  const value = Number(european.replace(/[. ]/g, '').replace(',', '.'));
  return value.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}

/** `MM/DD/YYYY` or `YYYY-MM-DD`. Returns the latter. */
export function date(missing: string, wrong: string) {
  return text(missing, cleanNotation)
    .transform((value) => value.replace(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, american))
    .pipe(z.string().regex(/^\d{4}-\d{2}-\d{2}$/, wrong))
    .pipe(z.iso.date('That day is not in the calendar. Check the day and the month'));
}

function american(_all: string, month: string, dayOfMonth: string, year: string): string {
  return `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
}
