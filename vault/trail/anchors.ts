/**
 * Anchors: objects outside the database that hold the ends of the audit trail's chains. What an
 * anchor has seen cannot be changed, cut off or removed any more without being noticed, not even by
 * the owner of the database. A bucket with object lock keeps the anchors themselves.
 */
import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Pool } from 'pg';
import { z } from 'zod';
import { throwVaultError } from '../objects.ts';
import type { Bucket } from '../objects.ts';
import { merkleRoot } from './merkle.ts';

/** In one anchor: about two megabytes. */
const mostEnds = 10_000;

const sha256 = z.hex().length(64);
const endSchema = z.strictObject({
  login: z.string(),
  subject: z.string(),
  /** How many entries the chain has, and the hash of the last one. */
  length: z.int().positive(),
  hash: sha256,
});
const anchorSchema = z.strictObject({
  number: z.int().positive(),
  at: z.iso.datetime(),
  /** Of the anchor before, as it is stored; of the first one, zeros. */
  previous: sha256,
  /** Of the Merkle tree over `ends`, each as endText gives it. */
  root: sha256,
  ends: z.array(endSchema).min(1),
});
export type ChainEnd = z.infer<typeof endSchema>;
export type Anchor = z.infer<typeof anchorSchema>;

export const noAnchor = { number: 0, sha256: '0'.repeat(64) };

/** What an anchor's Merkle tree is made of. */
export function endText({ login, subject, length, hash }: ChainEnd): string {
  return JSON.stringify([login, subject, length, hash]);
}

/** Where the chains end, as the trail's functions take it: a list of each column. */
export function columnsOf(ends: readonly ChainEnd[]) {
  return [
    ends.map(({ login }) => login),
    ends.map(({ subject }) => subject),
    ends.map(({ length }) => length),
  ] as const;
}

export const anchorKey = (number: number): string =>
  `anchors/${String(number).padStart(10, '0')}.json`;
export const hashOfAnchor = (stored: Uint8Array): string =>
  createHash('sha256').update(stored).digest('hex');

/** @throws ZodError or SyntaxError for what is no anchor */
export const readAnchor = (stored: Uint8Array): Anchor =>
  anchorSchema.parse(JSON.parse(Buffer.from(stored).toString()));

/** The bucket keeps what is put into it by an object lock of its own (infra/s3/bucket.ts). */
export interface Anchoring extends Bucket {
  pool: Pool;
}

/**
 * Anchors what has been added to the trail since the last time. Returns how many chains, at most
 * 10,000. Idempotent: of two processes, one writes an anchor and the other notes it, and an anchor
 * whose writer died before it noted it is noted by the next run.
 * @throws VaultError `VAULT_STORAGE_UNAVAILABLE`; DatabaseError
 */
export async function anchorTrail(anchoring: Anchoring): Promise<number> {
  const { pool } = anchoring;
  const { rows: ends } = await pool.query<ChainEnd>(
    `select login, subject, length::integer, encode(hash, 'hex') as hash
     from audit_ends_to_anchor($1)`,
    [mostEnds],
  );
  if (ends.length === 0) return 0;
  const last = await lastAnchor(pool);
  const number = last.number + 1;
  const stored = await storeFirst(anchoring, number, {
    number,
    at: new Date().toISOString(),
    previous: last.sha256,
    root: merkleRoot(ends.map(endText)),
    ends,
  });
  await note(pool, stored);
  return ends.length;
}

/** The latest anchor that the database knows of. */
export async function lastAnchor(pool: Pool): Promise<{ number: number; sha256: string }> {
  const { rows } = await pool.query<{ number: number | null; sha256: string }>(
    `select number::integer, encode(sha256, 'hex') as sha256 from audit_last_anchor()`,
  );
  const [last] = rows;
  return last?.number ? { number: last.number, sha256: last.sha256 } : noAnchor;
}

/** Stores the anchor unless there is one of this number; returns the bytes of the one that counts. */
async function storeFirst(
  { s3, bucket }: Anchoring,
  number: number,
  anchor: Anchor,
): Promise<Uint8Array> {
  const at = { Bucket: bucket, Key: anchorKey(number) };
  const bytes = Buffer.from(JSON.stringify(anchor));
  try {
    await s3.send(
      new PutObjectCommand({
        ...at,
        Body: bytes,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
    return bytes;
  } catch (error) {
    if ((error as { name?: unknown }).name !== 'PreconditionFailed') throwVaultError(error);
  }
  const { Body } = await s3.send(new GetObjectCommand(at)).catch(throwVaultError);
  return Body!.transformToByteArray();
}

async function note(pool: Pool, stored: Uint8Array): Promise<void> {
  const { number, ends } = readAnchor(stored);
  await pool.query(`select audit_note_anchor($1, decode($2, 'hex'), $3, $4, $5)`, [
    number,
    hashOfAnchor(stored),
    ...columnsOf(ends),
  ]);
}
