/** What a loan application submits, as values to search for. */
import { createHash } from 'node:crypto';
import type { ApplicationForm } from '#lending/samples/form.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import { asDate, asDigits, asMoney, asPhone, asText, type Spell } from '../search/spellings.ts';
import { submitted, type Submitted } from '../search/submitted.ts';

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
