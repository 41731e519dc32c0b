import { createHash } from 'node:crypto';
import type { ApplicationForm } from '#lending/samples/form.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import { asDate, asDigits, asMoney, asPhone, asText, shortest, type Spell } from './spellings.ts';

/** Something that was given to the system and must not turn up outside the vault. */
export interface Submitted {
  /** What it is. The only thing that is ever said about a finding: the value itself is not repeated. */
  field: string;
  /** Whose it is, for whoever has to find out how it got there. */
  of: string;
  /** Ways to write it. */
  spellings: string[];
}

/**
 * What cannot be searched for, and why: these take one of a few values, each of which turns up everywhere. That
 * they do not leak follows from their travelling with values that are searched for, in one record.
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

/** One value, under a name of its own. */
export function submitted(
  field: string,
  value: string,
  { of = '', spell = asText } = {},
): Submitted {
  const spellings = new Set(
    spell(value).filter((spelling) => Buffer.byteLength(spelling) >= shortest),
  );
  if (spellings.size === 0) throw new Error(`${field} is too short to search for`);
  return { field, of, spellings: [...spellings] };
}

/**
 * Everything in an application that can be searched for: fields, file names, what is inside the files, their hashes.
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

/** What a careless system passes on for each document. */
export const sha256 = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
