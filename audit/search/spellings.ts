import { smallestOddNumber, spellLogNumber } from './log-numbers.ts';

/**
 * The ways in which innocent code writes a value: a date in American order, an SSN without its
 * dashes. Only spellings of at least `minSpellingBytes` are searched for, because shorter ones turn
 * up by chance.
 */
export const minSpellingBytes = 8;

/**
 * Digits that are searched for only where they stand alone, because they also turn up in longer
 * numbers.
 */
export interface StandingAlone {
  number: string;
}

/** Returns every way to write a value, as text. */
export type Spell = (value: string) => (string | StandingAlone)[];

/** The value itself, and each word in it that is long enough to be unique. */
export const asText = (value: string): string[] => [
  value,
  ...value.split(/[^\p{L}]+/u).filter((word) => word.length >= 12),
];

/** The digits alone, as entered, and in groups of the given sizes. */
export function asDigits(...groups: number[]): (value: string) => string[] {
  return (value) => {
    const digits = value.replace(/\D/g, '');
    const parts = groups.map((size, index) => {
      const start = groups.slice(0, index).reduce((sum, length) => sum + length, 0);
      return digits.slice(start, start + size);
    });
    const grouped =
      parts.length > 0 ? ['-', ' ', '.'].map((separator) => parts.join(separator)) : [];
    return [value, digits, ...grouped];
  };
}

/** A US telephone number: `(415) 555-0133` and its variants. */
export const asPhone: Spell = (value) => {
  const digits = value.replace(/\D/g, '');
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return [
    ...asDigits(3, 3, 4)(value),
    `(${area}) ${exchange}-${line}`,
    `(${area})${exchange}-${line}`,
  ];
};

/**
 * With and without commas, and as a program prints the number; in cents only where that is too long
 * to turn up by chance. Large amounts also as `spellLogNumber` does.
 */
export const asMoney: Spell = (value) => {
  const plain = value.replace(/[$,\s]/g, '');
  const cents = plain.replace('.', '');
  const amount = Number(plain);
  const whole = amount < smallestOddNumber ? [] : [Math.floor(amount), Math.ceil(amount)];
  return [
    value,
    plain,
    String(amount),
    ...(cents.length > minSpellingBytes ? [cents] : []),
    ...whole.map(spellLogNumber),
  ];
};

/** A date, given as `MM/DD/YYYY`. */
export const asDate: Spell = (value) => {
  const [month = '', day = '', year = ''] = value.split('/');
  const date = new Date(`${year}-${month}-${day}`);
  const name = date.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' });
  const iso = [`${year}-${month}-${day}`, `${year}/${month}/${day}`];
  const short = [
    value,
    `${month}-${day}-${year}`,
    `${day}.${month}.${year}`,
    `${day}/${month}/${year}`,
  ];
  const words = [`${name} ${Number(day)}, ${year}`, `${Number(day)} ${name} ${year}`];
  const digits = [`${year}${month}${day}`, `${month}${day}${year}`, `${day}${month}${year}`];
  const sinceEpoch = [date.getTime(), date.getTime() / 1000].map((time) => String(Math.abs(time)));
  const numbers = [...digits, ...sinceEpoch].map((number) => ({ number }));
  return [...iso, ...short, ...words, ...numbers];
};
