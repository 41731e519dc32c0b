import { insideEveryBase } from './bases.ts';
import { hashesOf } from './hashes.ts';
import type { Pattern } from './matcher.ts';

/** A spelling as bytes, after innocent or careless code has passed it on. */
export interface Encoded extends Pattern {
  encoding: string;
  bytes: Buffer;
}

/**
 * Every encoding that is searched for. The search ignores letter case, so hex and escapes need one
 * form only.
 */
export function encodingsOf(spelling: string): Encoded[] {
  const utf8 = Buffer.from(spelling);
  const found: Encoded[] = [
    ...texts(spelling).map(([encoding, text]) => ({ encoding, bytes: Buffer.from(text) })),
    { encoding: 'latin-1', bytes: Buffer.from(spelling, 'latin1') },
    { encoding: 'utf-16le', bytes: Buffer.from(spelling, 'utf16le') },
    { encoding: 'utf-16be', bytes: Buffer.from(spelling, 'utf16le').swap16() },
    ...listings(utf8).map(([encoding, text]) => ({ encoding, bytes: Buffer.from(text) })),
    ...insideEveryBase(utf8),
    ...hashesOf(spelling),
  ];
  const seen = new Set<string>();
  return found.filter(({ bytes }) => {
    const key = bytes.toString('latin1').toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

/** The same for a number that also turns up in longer ones: as text it must stand alone. */
export function encodingsOfNumber(number: string): Encoded[] {
  return encodingsOf(number).map((encoded) =>
    encoded.bytes.equals(Buffer.from(number)) ? { ...encoded, counts: 'alone' } : encoded,
  );
}

function texts(spelling: string): [encoding: string, text: string][] {
  const url = encodeURIComponent(spelling);
  // Browsers escape more than encodeURIComponent does.
  const form = new URLSearchParams({ '': spelling }).toString().slice(1);
  return [
    ['utf-8', spelling],
    // The search itself folds the case of ASCII letters only.
    ['in capitals', spelling.toUpperCase()],
    ['in small letters', spelling.toLowerCase()],
    ['url', url],
    ['form', form],
    ['url, form’s marks', form.replaceAll('+', '%20')],
    ['url, twice', encodeURIComponent(url)],
    ['form in url', encodeURIComponent(form)],
    ['quoted-printable', spelling.replace(/=|\P{ASCII}/gu, (mark) => escaped(mark, '=', 16, 2))],
    // The way C, Go, Python, protobuf's text format and PostgreSQL print bytes.
    ['hex escapes', spelling.replace(/\P{ASCII}/gu, (mark) => escaped(mark, '\\x', 16, 2))],
    ['octal escapes', spelling.replace(/["'\\]|\P{ASCII}/gu, octalEscape)],
    ['octal escapes, quotes as they are', spelling.replace(/\P{ASCII}/gu, octalEscape)],
    ['code points in braces', spelling.replace(/\P{ASCII}/gu, (mark) => `\\u{${codePoint(mark)}}`)],
    ['json', inner(JSON.stringify(spelling))],
    ['json, escaped', inner(JSON.stringify(spelling)).replace(/\P{ASCII}/gu, unicodeEscapes)],
    ['json in json', inner(JSON.stringify(inner(JSON.stringify(spelling))))],
    ['html', spelling.replace(/["&'<>]/g, (mark) => htmlNames[mark] ?? mark)],
    [
      'html, decimal',
      spelling.replace(/["&'<>]|\P{ASCII}/gu, (mark) => `&#${mark.codePointAt(0)};`),
    ],
    [
      'html, hexadecimal',
      spelling.replace(/["&'<>]|\P{ASCII}/gu, (mark) => `&#x${codePoint(mark)};`),
    ],
  ];
}

const htmlNames: Record<string, string> = {
  '"': '&quot;',
  '&': '&amp;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
};
const inner = (json: string): string => json.slice(1, -1);
const codePoint = (mark: string): string => (mark.codePointAt(0) ?? 0).toString(16);

function unicodeEscapes(mark: string): string {
  return [...Array(mark.length).keys()]
    .map((index) => `\\u${mark.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

/** `\xc3\xab`, `=C3=AB`: each byte of a character with a prefix. */
function escaped(mark: string, before: string, radix: number, digits: number): string {
  return [...Buffer.from(mark)]
    .map((byte) => before + byte.toString(radix).padStart(digits, '0'))
    .join('');
}

/** Escapes a quotation mark or backslash with a backslash, and anything else byte by byte. */
function octalEscape(mark: string): string {
  return Buffer.byteLength(mark) === 1 ? `\\${mark}` : escaped(mark, '\\', 8, 3);
}

/** Lists of bytes, as programs print data that they do not treat as text. */
function listings(utf8: Buffer): [encoding: string, text: string][] {
  const [decimal, hex] = [[...utf8].map(String), utf8.toString('hex').match(/../g) ?? []];
  return [
    ['json of bytes', decimal.join(',')],
    ['decimal bytes, a comma and a space', decimal.join(', ')],
    ['decimal bytes', decimal.join(' ')],
    ['hex', hex.join('')],
    ['hex bytes', hex.join(' ')],
    ['hex bytes, colons', hex.join(':')],
    ['url, every byte', hex.map((byte) => `%${byte}`).join('')],
    ['hex escapes, every byte', hex.map((byte) => `\\x${byte}`).join('')],
  ];
}
