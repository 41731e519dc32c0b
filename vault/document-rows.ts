/** Rows of `documents`, and the part of them that is encrypted. */
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Reference } from '#contract/index.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import type { DataKeyRow } from './data-keys.ts';
import { openValue, sealValue } from './envelope.ts';
import type { Place, Seal, Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import { refuseOlder } from './latest.ts';
import type { DocumentDescription, Verdict } from './session.ts';
import type { StoredTypes } from './stored-types.ts';

export interface DocumentRow extends DataKeyRow {
  ref: Reference;
  subject: Reference;
  type: string;
  object_key: string;
  ciphertext: Buffer;
  length: number;
  sha256: Buffer;
  verdict: Verdict | null;
  created_at: Date;
  latest: boolean;
}

/** What is encrypted beside the object: its name, and which bytes it must consist of. */
const metadataSchema = z.strictObject({
  fileName: z.string().min(1).max(255),
  mediaType: z.string().min(1).max(127),
  bytes: z.number().int().nonnegative(),
  objectLength: z.number().int().positive(),
  objectSha256: z.hex().length(64),
});
export type DocumentMetadata = z.infer<typeof metadataSchema>;

/**
 * Matching documents, oldest first, with their subject's data key: one query for all of them.
 * @throws VaultError `VAULT_ROLLED_BACK`
 */
export async function selectDocuments(
  db: PoolClient,
  condition: string,
  values: string[],
): Promise<DocumentRow[]> {
  const { rows } = await db.query<DocumentRow>(
    `select documents.ref, documents.subject, owner, type, object_key, documents.created_at,
       verdict, metadata as ciphertext, metadata_length as length, metadata_sha256 as sha256, wrapped, key_id,
       is_latest(subjects) and is_latest(documents) as latest
     from documents join data_keys on data_keys.subject = documents.subject
       join subjects on subjects.ref = documents.subject
     where ${condition} order by documents.created_at, documents.ref`,
    values,
  );
  refuseOlder(rows);
  return rows;
}

export function placeOfDocument(
  tenant: string,
  { subject, ref, type }: Pick<DocumentRow, 'subject' | 'ref' | 'type'>,
  part: 'document' | 'metadata',
): Place {
  return { tenant, subject, ref, type, part };
}

/**
 * @throws VaultError `VAULT_RECORD_INVALID` for a name or a media type that is empty or too long
 */
export async function sealMetadata(
  keyring: KeyringNode,
  place: Place,
  metadata: DocumentMetadata,
): Promise<Sealed> {
  const checked = metadataSchema.safeParse(metadata);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  return sealValue(keyring, place, checked.data);
}

/**
 * What the row says about the document, and the seal of its object, authenticated. Throws as
 * openValue.
 */
export async function describe(
  keyring: KeyringNode,
  tenant: string,
  row: DocumentRow,
): Promise<{ description: DocumentDescription<StoredTypes>; seal: Seal }> {
  const opened = await openValue(keyring, placeOfDocument(tenant, row, 'metadata'), row);
  const checked = metadataSchema.safeParse(opened);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  const { fileName, mediaType, bytes, objectLength, objectSha256 } = checked.data;
  const { ref, subject, type, verdict, created_at: storedAt } = row;
  return {
    description: { ref, subject, type, fileName, mediaType, bytes, verdict, storedAt },
    seal: { length: objectLength, sha256: Buffer.from(objectSha256, 'hex') },
  };
}
