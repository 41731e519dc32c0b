/**
 * Text as people paste it: from a PDF, a contact card or a chat, with characters that cannot be
 * seen. One rule for every field, before anything is checked or compared.
 */

/** Invisible, except the joiners that Persian and Indic scripts and some emoji are spelt with. */
const invisible = /(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Composed (NFC), trimmed, and without characters that have no shape: byte order marks, zero-width
 * spaces, and the direction marks by which a name can rearrange the page around it.
 */
export function cleanText(value: string): string {
  return value
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/\u2028|\u2029|\r\n?/g, '\n')
    .trim();
}

/**
 * False if a letter arrived broken: half of a pair of UTF-16, or the sign � that a browser sends in
 * its place. Which letter it was, only the sender knows.
 */
export function isWhole(value: string): boolean {
  return value.isWellFormed() && !value.includes('\ufffd');
}

/**
 * `cleanText` for what consists of digits: full-width digits become digits, any kind of dash a hyphen,
 * any kind of space a space.
 */
export function cleanNotation(value: string): string {
  return value
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}|\u2212/gu, '-')
    .replace(/\s/g, ' ')
    .trim();
}
