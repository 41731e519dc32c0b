import { createHash } from 'node:crypto';
import { inEveryBase } from './bases.ts';
import type { Encoded } from './encodings.ts';

const algorithms = ['md5', 'sha1', 'sha256', 'sha512'] as const;
/** Identify a hash in billions of bytes, and are few enough to find one that was cut as well. */
const enoughBytes = 8;
/** A letter stands for fewer bits there, and capitals are not told from small ones. */
const enoughInLetters = 9;

/**
 * An unsalted hash does not protect a value that can be guessed: there are only a billion SSNs.
 * Returns the beginning of each hash, and of its second half, for code that keeps that one: as
 * bytes and in hex wherever they are, and in other letters where a word begins.
 */
export function hashesOf(spelling: string): Encoded[] {
  return hashedForms(spelling).flatMap((form) =>
    algorithms.flatMap((algorithm) => {
      const digest = createHash(algorithm).update(form).digest();
      return [...anywhere(digest, algorithm), ...atWords(digest, algorithm)];
    }),
  );
}

/** What code hashes: the value, its JSON, a normalised form of it, or a line of a file. */
function hashedForms(spelling: string): Buffer[] {
  const forms = new Set([
    spelling,
    JSON.stringify(spelling),
    spelling.toLowerCase(),
    spelling.toUpperCase(),
    `${spelling}\n`,
  ]);
  return [...forms].map((form) => Buffer.from(form));
}

function anywhere(digest: Buffer, name: string): Encoded[] {
  return [{ encoding: name, bytes: digest.subarray(0, enoughBytes) }, inHex(digest, name)];
}

function atWords(digest: Buffer, name: string): Encoded[] {
  const letters = inEveryBase(digest.subarray(0, enoughInLetters)).map(({ encoding, bytes }) => ({
    encoding: `${name} in ${encoding}`,
    bytes,
  }));
  const uuid = { encoding: `${name} as a UUID`, bytes: Buffer.from(beginningOfUuid(digest)) };
  const half = inHex(digest.subarray(digest.length / 2), `${name}, second half`);
  return [...letters, uuid, half].map((encoded) => ({ ...encoded, counts: 'at a word' }));
}

function inHex(digest: Buffer, name: string): Encoded {
  const hex = digest.toString('hex', 0, enoughBytes);
  return { encoding: `${name} in hex`, bytes: Buffer.from(hex) };
}

/** Up to the version, which replaces four bits of the hash. */
function beginningOfUuid(digest: Buffer): string {
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
}
