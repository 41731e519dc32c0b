/**
 * What a reference, a routing code and a value in history look like. Derived from `lists.ts`; not
 * for editing.
 */
import { failureMessages, referenceKinds, routingCodes } from './lists.ts';

export type ReferenceKind = (typeof referenceKinds)[number];

declare const minted: unique symbol;

/**
 * A kind, `_`, and 26 letters of Crockford's base 32: 100 random bits, never a hash and never a
 * sequence, and 30 bits that check the others. A hash or a number that is spelt like a reference
 * fails the check, but for one in a billion. Text is no reference to the compiler until
 * `isReference` has looked at it.
 */
export type Reference<Kind extends ReferenceKind = ReferenceKind> = `${Kind}_${string}` & {
  readonly [minted]: true;
};

export type RoutingCode = (typeof routingCodes)[number];

/** Everything that an argument or a result in history may be. */
export type HistoryValue =
  Reference | RoutingCode | readonly (Reference | RoutingCode)[] | undefined | void;

export type FailureType = keyof typeof failureMessages;
export const failureTypes = Object.keys(failureMessages) as readonly FailureType[];

const spelling = /^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/;

/** Crockford's base 32, lower case: no i, l, o or u, so that a reference can be read out. */
export const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Of the letters of a reference, how many check the others. */
export const checkLetters = 6;

/**
 * The letters that check the beginning of a reference, its kind included: a polynomial over a prime
 * just below 2^30. No secret: it tells a reference that was minted (vault/minting.ts) from text
 * that only looks like one, and nothing else.
 */
export function checkOf(beginning: string): string {
  let rest = 0;
  for (const letter of beginning) rest = (rest * 32_749 + letter.charCodeAt(0)) % 1_073_741_789;
  let letters = '';
  for (let count = 0; count < checkLetters; count += 1) {
    letters = alphabet.charAt(rest % 32) + letters;
    rest = Math.floor(rest / 32);
  }
  return letters;
}
const routingCodeSet: ReadonlySet<string> = new Set(routingCodes);

/**
 * True for what was minted (vault/minting.ts), of one of `kinds` if any are given: the letters that
 * check it are right. A reference is; so are other names that only the vault gives.
 */
export function isMinted(value: unknown, kinds?: readonly string[]): value is string {
  if (typeof value !== 'string') return false;
  const kind = spelling.exec(value)?.[1];
  if (kind === undefined || kinds?.includes(kind) === false) return false;
  return checkOf(value.slice(0, -checkLetters)) === value.slice(-checkLetters);
}

/** True for a reference that was minted, of `kind` if one is given. It may still point to nothing. */
export function isReference<Kind extends ReferenceKind = ReferenceKind>(
  value: unknown,
  kind?: Kind,
): value is Reference<Kind> {
  return isMinted(value, kind === undefined ? referenceKinds : [kind]);
}

/** True for a word of the closed list. */
export function isRoutingCode(value: unknown): value is RoutingCode {
  return typeof value === 'string' && routingCodeSet.has(value);
}

/** True for what history may hold: a reference, a routing code, a list of these, or nothing. */
export function mayEnterHistory(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isReference(item) || isRoutingCode(item));
  return isReference(value) || isRoutingCode(value);
}
