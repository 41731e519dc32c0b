/**
 * Merkle trees as in RFC 9162, section 2.1: one hash stands for a list, and a few hashes show that
 * an item is in it without showing the others.
 */
import { createHash } from 'node:crypto';

// Different first bytes, so that an inner node cannot be passed off as an item.
const hashOfItem = (item: string): Buffer => sha256(Buffer.of(0), Buffer.from(item));
const hashOfPair = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The root over one item or more, as 64 hexadecimal digits. */
export function merkleRoot(items: readonly string[]): string {
  return rootOf(items.map(hashOfItem)).toString('hex');
}

/** What leads from the item at `index` to the root, from the leaf upwards. */
export function inclusionProof(items: readonly string[], index: number): string[] {
  return pathOf(items.map(hashOfItem), index).map((hash) => hash.toString('hex'));
}

/** True if the item is at `index` among `count` items of this root. */
export function isIncluded(
  { item, index, count, proof }: { item: string; index: number; count: number; proof: string[] },
  root: string,
): boolean {
  const hashes = proof.map((hash) => Buffer.from(hash, 'hex'));
  const computed = climb(hashOfItem(item), { index, count }, hashes);
  return computed !== undefined && hashes.length === 0 && computed.toString('hex') === root;
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  const middle = middleOf(hashes.length);
  return hashOfPair(rootOf(hashes.slice(0, middle)), rootOf(hashes.slice(middle)));
}

function pathOf(hashes: readonly Buffer[], index: number): Buffer[] {
  if (hashes.length === 1) return [];
  const middle = middleOf(hashes.length);
  const [left, right] = [hashes.slice(0, middle), hashes.slice(middle)];
  return index < middle
    ? [...pathOf(left, index), rootOf(right)]
    : [...pathOf(right, index - middle), rootOf(left)];
}

/** Takes from `proof` what it needs; undefined if there is too little. */
function climb(
  hash: Buffer,
  { index, count }: { index: number; count: number },
  proof: Buffer[],
): Buffer | undefined {
  if (index < 0 || index >= count) return undefined;
  if (count === 1) return hash;
  const middle = middleOf(count);
  const isLeft = index < middle;
  const place = isLeft
    ? { index, count: middle }
    : { index: index - middle, count: count - middle };
  const below = climb(hash, place, proof);
  const beside = proof.shift();
  if (!below || !beside) return undefined;
  return isLeft ? hashOfPair(below, beside) : hashOfPair(beside, below);
}

/** The largest power of two below the number of items. */
function middleOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
