import { dollars, fakeRoutingNumber, fakeSsn, type ApplicationForm } from './form.ts';
import { birthDate, type PersonOptions } from './person.ts';
import type { Random } from './random.ts';

/**
 * A word that occurs nowhere by chance, so that a match proves a leak. Twelve letters: long enough
 * for that in any encoding, and short enough to pass as a name in a form, a database or a log.
 */
export function canaryWord(random: Random): string {
  const word = random.word(6);
  return `${word[0]?.toUpperCase()}${word.slice(1)}`;
}

/**
 * An application in which every field holds a unique value that occurs nowhere by chance. Some
 * contain accents, an apostrophe, quotation marks or angle brackets, so that careless escaping
 * shows.
 */
export function fillInCanaryForm(random: Random, options: PersonOptions = {}): ApplicationForm {
  const { bureau, termMonths = 36 } = options;
  const word = (): string => canaryWord(random);
  // Uneven cents and seven digits: an amount that nothing else in the system has.
  const income = options.income ?? random.whole(100_000_001, 999_999_999) / 100;
  const requested = options.requested ?? random.whole(1_200_001, 1_999_999) / 100;
  return {
    fullName: `Zoë ${word()} D’${word()}`,
    email: `${word().toLowerCase()}@example.net`,
    phone: `(${random.whole(201, 989)}) 555-${random.whole(1_000, 9_999)}`,
    address: `${random.whole(12, 980)} ${word()} Street\nSpringfield, IL 62704`,
    ssn: fakeSsn(random, bureau),
    dateOfBirth: birthDate(random),
    employer: `${word()} & Sons`,
    annualIncome: dollars(income),
    requestedAmount: dollars(requested),
    termMonths: String(termMonths),
    purpose: `A <new> kitchen, "${word()}" tiles`,
    bankRoutingNumber: fakeRoutingNumber(random),
    bankAccountNumber: random.digits(12),
  };
}
