/** Compares the audit trail with its anchors. */
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import { throwVaultError } from '../objects.ts';
import type { Bucket } from '../objects.ts';
import {
  anchorKey,
  columnsOf,
  endText,
  hashOfAnchor,
  lastAnchor,
  noAnchor,
  readAnchor,
} from './anchors.ts';
import type { Anchor } from './anchors.ts';
import { merkleRoot } from './merkle.ts';

export type Fault =
  /** An entry was changed or removed, or the end of a chain was; `entry` is its number. */
  | { code: 'CHAIN_BROKEN'; entry: number }
  /** A chain is not what it was when it was anchored: cut, removed, or computed anew. */
  | { code: 'CHAIN_REWRITTEN'; anchor: number; login: string; subject: string }
  /** An anchor is no successor of the one before, or not what the database noted. */
  | { code: 'ANCHOR_REPLACED'; anchor: number }
  | { code: 'ANCHOR_MISSING'; anchor: number };

export interface Verification {
  /** How many were compared. */
  anchors: number;
  /** In all anchors together: one that grew is in several. */
  chains: number;
  faults: Fault[];
}

/**
 * Reads every anchor in order, and the entry that each end in it names. With more anchors than can
 * be read in one go, verify the newest: `from` is the number of the first one.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`; DatabaseError
 */
export async function verifyTrail(
  trail: Bucket & { pool: Pool },
  { from = 1 }: { from?: number } = {},
): Promise<Verification> {
  const found: Verification = { anchors: 0, chains: 0, faults: await brokenChains(trail.pool) };
  const noted = await lastAnchor(trail.pool);
  let previous = from === 1 ? noAnchor.sha256 : undefined;
  for (let number = from; ; number += 1) {
    const stored = await firstVersion(trail, number);
    if (!stored) {
      if (number <= noted.number) found.faults.push({ code: 'ANCHOR_MISSING', anchor: number });
      return found;
    }
    const hash = hashOfAnchor(stored);
    const anchor = soundAnchor(stored, number, previous);
    const isNoted = number !== noted.number || hash === noted.sha256;
    if (!anchor || !isNoted) found.faults.push({ code: 'ANCHOR_REPLACED', anchor: number });
    if (anchor) found.faults.push(...(await rewrittenChains(trail.pool, anchor)));
    found.anchors += 1;
    found.chains += anchor?.ends.length ?? 0;
    previous = hash;
  }
}

async function brokenChains(pool: Pool): Promise<Fault[]> {
  const { rows } = await pool.query<{ at: string | null }>(`select audit_first_break() as at`);
  const at = rows[0]?.at;
  return at === null || at === undefined ? [] : [{ code: 'CHAIN_BROKEN', entry: Number(at) }];
}

/** Undefined for what is no anchor of this number after that one. */
function soundAnchor(stored: Uint8Array, number: number, previous?: string): Anchor | undefined {
  try {
    const anchor = readAnchor(stored);
    const isNext = anchor.number === number && (anchor.previous === previous || !previous);
    return isNext && anchor.root === merkleRoot(anchor.ends.map(endText)) ? anchor : undefined;
  } catch {
    return undefined;
  }
}

async function rewrittenChains(pool: Pool, { number, ends }: Anchor): Promise<Fault[]> {
  const { rows } = await pool.query<{ hash: string | null }>(
    `select encode(hash, 'hex') as hash from audit_hashes_at($1, $2, $3)`,
    [...columnsOf(ends)],
  );
  return ends
    .filter(({ hash }, index) => rows[index]?.hash !== hash)
    .map(({ login, subject }) => ({ code: 'CHAIN_REWRITTEN', anchor: number, login, subject }));
}

/**
 * The oldest version of an anchor. Object lock keeps it, and keeps no one from writing another over
 * it, or a delete marker.
 */
async function firstVersion(
  { s3, bucket }: Bucket,
  number: number,
): Promise<Uint8Array | undefined> {
  const at = { Bucket: bucket, Key: anchorKey(number) };
  const { Versions = [] } = await s3
    .send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: at.Key }))
    .catch(throwVaultError);
  // S3 lists the versions of a key from the newest to the oldest.
  const first = Versions.filter(({ Key }) => Key === at.Key).at(-1);
  if (!first) return undefined;
  const { Body } = await s3
    .send(new GetObjectCommand({ ...at, VersionId: first.VersionId }))
    .catch(throwVaultError);
  return Body!.transformToByteArray();
}
