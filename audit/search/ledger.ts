import { createHash } from 'node:crypto';
import type { ApplicationForm } from '#lending/samples/form.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import {
  asDate,
  asDigits,
  asMoney,
  asPhone,
  asText,
  minSpellingBytes,
  type Spell,
} from './spellings.ts';

/** A value that was submitted to the system and must not turn up outside the vault. */
export interface Submitted {
  /**
   * The name of the value. Findings are reported by this name; the value itself is never repeated.
   */
  field: string;
  /** The run or application that it was submitted in, which helps to trace a leak. */
  of: string;
  /** Every way to write it. */
  spellings: string[];
}

/**
 * Fields that cannot be searched for, and why: each takes one of a few values that turn up
 * everywhere. They are covered indirectly, since they travel in the same record as values that are
 * searched for.
 */
export const notSearched: Partial<Record<keyof ApplicationForm, string>> = {
  termMonths: 'one of five numbers of two digits',
};

const spelt: Record<Exclude<keyof ApplicationForm, 'termMonths'>, Spell> = {
  fullName: asText,
  email: asText,
  phone: asPhone,
  address: asText,
  ssn: asDigits(3, 2, 4),
  dateOfBirth: asDate,
  employer: asText,
  annualIncome: asMoney,
  requestedAmount: asMoney,
  purpose: asText,
  bankRoutingNumber: asDigits(),
  bankAccountNumber: asDigits(4, 4, 4),
};

/**
 * One value to search for.
 * @throws Error when every spelling is too short to search for
 */
export function submitted(
  field: string,
  value: string,
  { of = '', spell = asText } = {},
): Submitted {
  const spellings = new Set(
    spell(value).filter((spelling) => Buffer.byteLength(spelling) >= minSpellingBytes),
  );
  if (spellings.size === 0) throw new Error(`${field} is too short to search for`);
  return { field, of, spellings: [...spellings] };
}

/**
 * Every searchable value of an application: form fields, file names, the files' contents and their
 * hashes.
 * @param of a name for the application
 */
export function ledgerOf({ form, documents, inside }: SampleApplication, of = ''): Submitted[] {
  const fields = Object.entries(spelt) as [keyof typeof spelt, Spell][];
  return [
    ...fields.map(([field, spell]) => submitted(field, form[field], { of, spell })),
    ...documents.map(({ type, fileName }) => submitted(`name of ${type}`, fileName, { of })),
    ...documents.map(({ type, content }) => submitted(`hash of ${type}`, sha256(content), { of })),
    ...Object.entries(inside).map(([what, value]) =>
      submitted(`${what} in a document`, value, { of }),
    ),
  ];
}

/** The digest that a careless system would pass on for each document. */
export const sha256 = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
