import type { PoolClient } from 'pg';
import { isReference } from '#contract/index.ts';
import type { Reference } from '#contract/index.ts';
import { auditAll } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { openValue, sealValue } from './envelope.ts';
import type { Place, Sealed } from './envelope.ts';
import { throwConflict, VaultError } from './errors.ts';
import { refuseOlder } from './latest.ts';
import { rowKey } from './idempotency-keys.ts';
import { newReference } from './references.ts';
import type { Scope } from './scope.ts';
import type { AnySession, NewRecord } from './session.ts';
import { recordTypeOf } from './stored-types.ts';
import type { StoredTypes } from './stored-types.ts';
import { lockOpen } from './subjects.ts';

type RecordRow = DataKeyRow & Sealed & { ref: Reference; latest: boolean };

/** What the first write takes. */
interface Slot {
  subject: string;
  type: string;
  idempotencyKey: string;
}

const ofType = 'records.type = $1 and records.subject = $2';

/** Small records: validated, encrypted, in Postgres. */
export function createRecords(scope: Scope): Pick<AnySession, 'put' | 'get' | 'list' | 'find'> {
  return {
    put: (type, record) => put(scope, type, record),
    async get(type, ref, subject) {
      const condition =
        'records.type = $1 and records.ref = $2 and records.subject = coalesce($3, records.subject)';
      const [row] = await readRows(scope, condition, [type, ref, subject]);
      if (!row) throw new VaultError('VAULT_NOT_FOUND');
      return openRow(scope, type, row);
    },
    async list(type, subject) {
      const rows = await readRows(scope, ofType, [type, subject], 'all');
      return Promise.all(rows.map((row) => openFound(scope, type, row)));
    },
    async find(type, subject) {
      const [row] = await readRows(scope, ofType, [type, subject]);
      return row && openFound(scope, type, row);
    },
  };
}

/** The first write into a slot wins; a later one gets the reference of what is there. */
async function put(
  scope: Scope,
  type: string,
  record: NewRecord<StoredTypes, string>,
): Promise<Reference> {
  const { kind, schema, writtenBy } = recordTypeOf(scope.types, type);
  const checked = schema.safeParse(record.value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  const sharesReference = kind === scope.types.subject;
  const idempotencyKey = rowKey(type, sharesReference ? type : record.idempotencyKey);
  const slot = { subject: record.subject, type, idempotencyKey };

  const found = await scope.transact((db) => findSlot(db, slot));
  if (found.ref) return found.ref;
  const ref = sharesReference ? record.subject : newReference(kind);
  const sealed = await withDataKey(scope.keys, scope.tenant, found, (keyring) =>
    sealValue(keyring, placeOf(scope, { ...slot, ref }), checked.data),
  );
  return scope
    .transact(async (db) => {
      if (writtenBy === 'owner') await lockOpen(db, slot.subject);
      return writeRow(db, slot, { ...sealed, ref });
    })
    .catch(throwConflict);
}

async function findSlot(
  db: PoolClient,
  slot: Slot,
): Promise<DataKeyRow & { ref: Reference | null }> {
  const { rows } = await db.query<DataKeyRow & { ref: Reference | null }>(
    `select data_keys.subject, owner, wrapped, key_id, records.ref from data_keys
     join subjects on subjects.ref = data_keys.subject
     left join records on records.subject = data_keys.subject and type = $2
       and records.idempotency_key = $3
     where data_keys.subject = $1`,
    [slot.subject, slot.type, slot.idempotencyKey],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

async function writeRow(
  db: PoolClient,
  slot: Slot,
  { ref, ciphertext, length, sha256 }: Sealed & { ref: Reference },
): Promise<Reference> {
  // A reference that was made in another way than by newReference could be a hash of the data.
  if (!isReference(ref)) throw new VaultError('VAULT_REFERENCE_FORGED');
  const { rowCount: isNew } = await db.query(
    `insert into records
       (ref, subject, type, idempotency_key, ciphertext, ciphertext_length, ciphertext_sha256)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [ref, slot.subject, slot.type, slot.idempotencyKey, ciphertext, length, sha256],
  );
  // Another call wrote between our look and our write.
  if (!isNew) return (await findSlot(db, slot)).ref ?? ref;
  return ref;
}

/** Matching rows, the latest first. Audit entries are committed before any of them is decrypted. */
async function readRows(
  scope: Scope,
  condition: string,
  values: unknown[],
  limit: 1 | 'all' = 1,
): Promise<RecordRow[]> {
  return scope.transact(async (db) => {
    const { rows } = await db.query<RecordRow>(
      `select records.ref, records.subject, owner, ciphertext, ciphertext_length as length,
         ciphertext_sha256 as sha256, wrapped, key_id, is_latest(subjects) as latest
       from records join data_keys on data_keys.subject = records.subject
         join subjects on subjects.ref = records.subject
       where ${condition} order by records.created_at desc limit ${limit}`,
      values,
    );
    refuseOlder(rows);
    await auditAll(db, 'record.read', rows);
    return rows;
  });
}

async function openFound(scope: Scope, type: string, row: RecordRow) {
  return { ref: row.ref, value: await openRow(scope, type, row) };
}

async function openRow(scope: Scope, type: string, row: RecordRow): Promise<unknown> {
  const place = placeOf(scope, { ...row, type });
  const value = await withDataKey(scope.keys, scope.tenant, row, (keyring) =>
    openValue(keyring, place, row),
  );
  const checked = recordTypeOf(scope.types, type).schema.safeParse(value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  return checked.data;
}

function placeOf(
  { tenant }: Scope,
  { subject, ref, type }: { subject: string; ref: string; type: string },
): Place {
  return { tenant, subject, ref, type, part: 'record' };
}
