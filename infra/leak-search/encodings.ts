import { createHash } from 'node:crypto';

/** What a spelling looks like as bytes, after code that means no harm, or some, has passed it on. */
export interface Encoded {
  encoding: string;
  bytes: Buffer;
}

/** Every encoding that is looked for. Letters' case is ignored by the search, so hex and escapes need one form. */
export function encodingsOf(spelling: string): Encoded[] {
  const utf8 = Buffer.from(spelling);
  const found: Encoded[] = [
    ...texts(spelling).map(([encoding, text]) => ({ encoding, bytes: Buffer.from(text) })),
    { encoding: 'latin-1', bytes: Buffer.from(spelling, 'latin1') },
    { encoding: 'utf-16le', bytes: Buffer.from(spelling, 'utf16le') },
    { encoding: 'utf-16be', bytes: Buffer.from(spelling, 'utf16le').swap16() },
    { encoding: 'json of bytes', bytes: Buffer.from(utf8.join(',')) },
    { encoding: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    ...base64(utf8, 'base64'),
    ...base64(utf8, 'base64url'),
    ...['md5', 'sha1', 'sha256'].flatMap((algorithm) => digests(utf8, algorithm)),
  ];
  const seen = new Set<string>();
  return found.filter(({ bytes }) => {
    const key = bytes.toString('latin1').toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}

function texts(spelling: string): [encoding: string, text: string][] {
  const url = encodeURIComponent(spelling);
  return [
    ['utf-8', spelling],
    ['url', url],
    ['form', url.replaceAll('%20', '+')],
    ['json', inner(JSON.stringify(spelling))],
    ['json, escaped', inner(JSON.stringify(spelling)).replace(/\P{ASCII}/gu, unicodeEscapes)],
    ['json in json', inner(JSON.stringify(inner(JSON.stringify(spelling))))],
    ['html', spelling.replace(/["&'<>]/g, (mark) => htmlNames[mark] ?? mark)],
    ['html, decimal', spelling.replace(/["&'<>]|\P{ASCII}/gu, (mark) => `&#${mark.codePointAt(0)};`)],
    ['html, hexadecimal', spelling.replace(/["&'<>]|\P{ASCII}/gu, (mark) => `&#x${codePoint(mark)};`)],
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

/**
 * Base64 of something that the value is a part of: depending on where it begins, its letters are three different
 * ones. The letters that also depend on what stands before and after are left out.
 */
function base64(utf8: Buffer, encoding: 'base64' | 'base64url'): Encoded[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), utf8])
      .toString(encoding)
      .replace(/=+$/, '');
    const end = Math.floor(((before + utf8.length) * 8) / 6);
    const begin = Math.ceil((before * 8) / 6);
    return { encoding: `${encoding}, ${before} bytes in`, bytes: Buffer.from(text.slice(begin, end)) };
  });
}

/** A hash without a salt is no protection for what can be guessed: there are only a billion SSNs. */
function digests(utf8: Buffer, algorithm: string): Encoded[] {
  const digest = createHash(algorithm).update(utf8).digest();
  const forms = { '': digest, ' in hex': digest.toString('hex'), ' in base64': digest.toString('base64') };
  return Object.entries(forms).map(([form, bytes]) => ({
    encoding: `${algorithm}${form}`,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes.replace(/=+$/, '')) : bytes,
  }));
}
