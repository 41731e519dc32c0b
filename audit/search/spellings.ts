/**
 * How a value may be written by code that means no harm: a date the American way, an SSN without its dashes. Only
 * spellings of at least `shortest` bytes are searched for: anything shorter turns up by chance.
 */
export const shortest = 8;

/** Gives the ways to write a value, as text. */
export type Spell = (value: string) => string[];

/** Itself, and each word in it that is long enough to be nobody else's. */
export const asText: Spell = (value) => [
  value,
  ...value.split(/[^\p{L}]+/u).filter((word) => word.length >= 12),
];

/** The digits alone, as entered, and in groups of the given sizes. */
export function asDigits(...groups: number[]): Spell {
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

/** `(415) 555-0133` and its kin. */
export const asPhone: Spell = (value) => {
  const digits = value.replace(/\D/g, '');
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return [
    ...asDigits(3, 3, 4)(value),
    `(${area}) ${exchange}-${line}`,
    `(${area})${exchange}-${line}`,
  ];
};

/** With and without commas; in cents only if that is a number too long to turn up by chance. */
export const asMoney: Spell = (value) => {
  const plain = value.replace(/[$,\s]/g, '');
  const cents = plain.replace('.', '');
  return [value, plain, ...(cents.length > shortest ? [cents] : [])];
};

/** A date, given as `MM/DD/YYYY`. Not `YYYYMMDD`: eight digits are in any longer number by chance. */
export const asDate: Spell = (value) => {
  const [month = '', day = '', year = ''] = value.split('/');
  const name = new Date(`${year}-${month}-${day}`).toLocaleString('en-US', {
    month: 'long',
    timeZone: 'UTC',
  });
  const iso = [`${year}-${month}-${day}`, `${year}/${month}/${day}`];
  const short = [
    value,
    `${month}-${day}-${year}`,
    `${day}.${month}.${year}`,
    `${day}/${month}/${year}`,
  ];
  return [...iso, ...short, `${name} ${Number(day)}, ${year}`, `${Number(day)} ${name} ${year}`];
};
