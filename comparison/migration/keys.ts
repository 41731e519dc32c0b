import { createHash } from 'node:crypto';
import { isIdempotencyKey } from '#vault/index.ts';
import type { IdempotencyKey } from '#vault/index.ts';
import { mint } from '#vault/minting.ts';

/**
 * The key of a part of a run: the same one each time the run is moved. Temporal drew the run's ID at
 * random, so a hash of it says nothing about the data.
 */
export function keyOfRun(runId: string, part: string): IdempotencyKey {
  const key = mint('key', createHash('sha256').update(`${runId} ${part}`).digest());
  if (!isIdempotencyKey(key)) throw new Error('A key that was minted is one');
  return key;
}
