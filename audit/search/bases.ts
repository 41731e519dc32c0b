import type { Encoded } from './encodings.ts';

/** RFC 4648, its variant that sorts, and Crockford's, in which references are written. */
const base32Alphabets = {
  'base 32': 'abcdefghijklmnopqrstuvwxyz234567',
  'base 32, extended hex': '0123456789abcdefghijklmnopqrstuv',
  'base 32, Crockford': '0123456789abcdefghjkmnpqrstvwxyz',
} as const;

/** An encoding that spells a fixed number of bits as a letter. */
interface Base {
  name: string;
  bitsPerLetter: 5 | 6;
  encode(bytes: Buffer): string;
}

const bases: readonly Base[] = [
  ...(['base64', 'base64url'] as const).map((name) => ({
    name,
    bitsPerLetter: 6 as const,
    encode: (bytes: Buffer) => bytes.toString(name),
  })),
  ...Object.entries(base32Alphabets).map(([name, alphabet]) => ({
    name,
    bitsPerLetter: 5 as const,
    encode: (bytes: Buffer) => base32(bytes, alphabet),
  })),
];

/** The bytes alone, in every base: without letters that also depend on what may follow. */
export function inEveryBase(bytes: Buffer): Encoded[] {
  return bases.map((base) => within(base, bytes, 0));
}

/**
 * A text that contains the bytes, in every base. Its letters differ with the offset in a group of
 * three bytes, or five; those that also depend on the neighbouring bytes are left out.
 */
export function insideEveryBase(bytes: Buffer): Encoded[] {
  return bases.flatMap((base) =>
    [...Array(base.bitsPerLetter === 6 ? 3 : 5).keys()].map((before) => {
      const found = within(base, bytes, before);
      return { ...found, encoding: `${found.encoding}, ${before} bytes in` };
    }),
  );
}

function within({ name, bitsPerLetter, encode }: Base, bytes: Buffer, before: number): Encoded {
  const text = encode(Buffer.concat([Buffer.alloc(before), bytes]));
  const begin = Math.ceil((before * 8) / bitsPerLetter);
  const end = Math.floor(((before + bytes.length) * 8) / bitsPerLetter);
  return { encoding: name, bytes: Buffer.from(text.slice(begin, end)) };
}

/** Without padding, which would be cut off anyway. */
function base32(bytes: Buffer, alphabet: string): string {
  let [letters, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) letters += alphabet.charAt((held >> (bits - 5)) & 31);
  }
  return letters + (bits > 0 ? alphabet.charAt((held << (5 - bits)) & 31) : '');
}
