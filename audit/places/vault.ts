/** The vault, decrypted with its keys: the canaries must be there, and nowhere else. */
import { createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { createPool } from '#infra/postgres/pool.ts';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { storedTypes, worker } from '#lending/index.ts';
import type { LoanVaultSession, RecordType } from '#lending/index.ts';
import { VaultError, actingAs, createVault } from '#vault/index.ts';
import type { Actor } from '#vault/index.ts';
import { grants } from '#contract/index.ts';
import type { DocumentRef, LetterRef, Reference } from '#contract/index.ts';

type Row = { ref: Reference; type: RecordType };

export function vaultPlace(endpoints: Pick<Endpoints, 'postgres' | 's3' | 'vault'>): Place {
  return {
    name: 'the vault, decrypted',
    landmark: '"fullName":',
    read: () => decrypted(endpoints),
  };
}

/** Reads as the worker does, for each of its purposes, and so adds entries to the audit trail. */
async function* decrypted({
  postgres,
  s3: config,
  vault: { databaseUrl, keyFile },
}: Pick<Endpoints, 'postgres' | 's3' | 'vault'>): AsyncGenerator<Piece> {
  const pool = createPool({ url: databaseUrl, ca: postgres.ca });
  const s3 = endpointS3(config);
  try {
    const rowsIn = async <R extends object>(what: string, actor: Actor) =>
      actingAs(pool, actor, async (db) => (await db.query<R>(`select ${what} order by ref`)).rows);
    const keys = await createLocalKeyProvider(keyFile);
    const vault = createVault({
      types: storedTypes,
      pool,
      s3,
      bucket: config.bucket,
      keys,
      tenant: 'harbor',
    });
    const read = new Set<string>();
    for (const purpose of Object.keys(grants.worker)) {
      const reader = { ...worker, purpose };
      const records = await rowsIn<Row>('ref, type from records', reader);
      const isNew = ({ ref, type }: Row) => read.size < read.add(`${type} ${ref}`).size;
      for (const record of records.filter(isNew)) yield* recordIn(vault.as(reader), record);
    }
    const scanner = { ...worker, purpose: 'scanning' };
    const documents = await rowsIn<{ ref: DocumentRef | LetterRef }>('ref from documents', scanner);
    for (const { ref } of documents) yield* documentIn(vault.as(scanner), ref);
  } finally {
    s3.destroy();
    await pool.end();
  }
}

async function* recordIn(vault: LoanVaultSession, { ref, type }: Row): AsyncGenerator<Piece> {
  yield { from: ref, bytes: Buffer.from(JSON.stringify(await vault.get(type, ref))) };
}

/** Documents that a scenario has damaged cannot be read, and need not be. */
async function* documentIn(
  vault: LoanVaultSession,
  ref: DocumentRef | LetterRef,
): AsyncGenerator<Piece> {
  try {
    const { content, ...description } = await vault.getDocument(ref);
    yield { from: ref, bytes: Buffer.from(JSON.stringify(description)) };
    for await (const bytes of content) yield { from: ref, bytes: bytes as Uint8Array };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
  }
}
