/** What an operator of the portal's stores can see. */
import type { Endpoints } from '#infra/local/endpoints.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { actingAs } from '#vault/index.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';

/** The length and a few bytes of a ciphertext. */
export interface Glimpse {
  where: string;
  bytes: number;
  middle: string;
}

const shown = 12;

/** The row that holds the customer's name and address. */
export async function lookIntoPostgres(
  { ownerUrl, ca }: Endpoints['postgres'],
  application: ApplicationRef,
): Promise<Glimpse> {
  const pool = createPool({ url: ownerUrl, ca });
  try {
    // Row-level security binds even the owner of the tables, who must name a role to act in.
    const { rows } = await actingAs(
      pool,
      { id: 'demo', role: 'reviewer', purpose: 'review' },
      (db) =>
        db.query<{ ciphertext: Buffer }>(
          `select ciphertext from records where subject = $1 and type = 'contact'`,
          [application],
        ),
    );
    return glimpse('records', rows[0]?.ciphertext ?? Buffer.alloc(0));
  } finally {
    await pool.end();
  }
}

/** The object of one document. */
export async function lookIntoS3(config: Endpoints['s3'], document: string): Promise<Glimpse> {
  const s3 = endpointS3(config);
  try {
    const place = { Bucket: config.bucket, Prefix: `uploads/${document}/` };
    const { Contents } = await s3.send(new ListObjectsV2Command(place));
    const Key = Contents?.[0]?.Key ?? '';
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: config.bucket, Key }));
    return glimpse(`uploads/${document.slice(0, 8)}…`, (await Body?.transformToByteArray()) ?? []);
  } finally {
    s3.destroy();
  }
}

/**
 * Skips the message header, which has algorithm and context in the clear, and shows encrypted data.
 */
function glimpse(where: string, ciphertext: ArrayLike<number>): Glimpse {
  const bytes = Buffer.from(ciphertext as Uint8Array);
  const begin = Math.floor(bytes.length * 0.8);
  const middle = bytes.toString('hex', begin, begin + shown).replace(/(..)/g, '$1 ');
  return { where, bytes: bytes.length, middle: middle.trim() };
}
