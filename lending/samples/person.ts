import {
  dollars,
  fakeRoutingNumber,
  fakeSsn,
  type ApplicationForm,
  type BureauAnswer,
} from './form.ts';
import type { Random } from './random.ts';

const firstNames = [
  'Amara',
  'Benoît',
  'Chloe',
  'Diego',
  'Elif',
  'Farah',
  'Grace',
  'Hiro',
  'Ingrid',
  'Jamal',
];
const lastNames = [
  'Okafor',
  'Lindqvist',
  'O’Brien',
  'Ramírez',
  'Nakamura',
  'Whitfield',
  'Kowalski',
  'Haddad',
];
const streets = ['Alder Street', 'Birch Lane', 'Cedar Avenue', 'Dogwood Court', 'Elm Terrace'];
const cities = [
  'Springfield, IL 62704',
  'Riverton, WY 82501',
  'Fairview, OR 97024',
  'Salem, VA 24153',
];
const employers = [
  'Northwind Traders',
  'Blue Heron Logistics',
  'Granite Peak Dental',
  'Marigold Bakery',
];
const purposes = [
  'New roof before the winter; two quotes are at hand',
  'To pay off two credit cards in one go',
  'A used car for the commute',
  'Moving costs and the deposit for a flat',
];

export interface PersonOptions {
  bureau?: BureauAnswer;
  /** In dollars. */
  income?: number;
  requested?: number;
  termMonths?: 12 | 24 | 36 | 48 | 60;
}

/** A realistic application. Everything in it is made up. */
export function fillInForm(random: Random, options: PersonOptions = {}): ApplicationForm {
  const {
    bureau,
    income = random.whole(52_000, 98_000),
    requested = 12_000,
    termMonths = 36,
  } = options;
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const mailName = `${first}.${last}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    fullName: `${first} ${last}`,
    email: `${mailName}${random.whole(10, 99)}@example.net`,
    phone: `${random.whole(201, 989)}-555-01${random.whole(10, 99)}`,
    address: `${random.whole(12, 980)} ${random.pick(streets)}, ${random.pick(cities)}`,
    ssn: fakeSsn(random, bureau).replace(/^(...)(..)/, '$1-$2-'),
    dateOfBirth: birthDate(random),
    employer: random.pick(employers),
    annualIncome: dollars(income),
    requestedAmount: dollars(requested),
    termMonths: String(termMonths),
    purpose: random.pick(purposes),
    bankRoutingNumber: fakeRoutingNumber(random),
    bankAccountNumber: random.digits(10),
  };
}

/** `MM/DD/YYYY`, of a person between 30 and 75. */
export function birthDate(random: Random): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(random.whole(1, 12))}/${two(random.whole(2, 28))}/${random.whole(1952, 1994)}`;
}
