import type { PoolClient } from 'pg';
import { DatabaseError } from '#infra/postgres/errors.ts';
import type { Reference } from '#contract/index.ts';
import { audit, auditAll } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { lockDraft } from './drafts.ts';
import { openValue, sealValue } from './envelope.ts';
import type { Place, Sealed } from './envelope.ts';
import { VaultError } from './errors.ts';
import { recordTypes } from '#lending/record-types.ts';
import type { RecordType, RecordValue } from '#lending/record-types.ts';
import { newReference } from './references.ts';
import type { NewRecord, RecordRef, VaultSession } from './session.ts';
import type { Scope } from './vault.ts';

type RecordRow = DataKeyRow & Sealed & { ref: string };
type Slot = { application: string; type: RecordType; idempotencyKey: string };

const ofType = 'records.type = $1 and records.application = $2';

/** Small records: validated, encrypted, in Postgres. */
export function createRecords(scope: Scope): Pick<VaultSession, 'put' | 'get' | 'list' | 'find'> {
  return {
    put: (type, record) => put(scope, type, record),
    async get(type, ref, application) {
      const condition =
        'records.type = $1 and records.ref = $2 and records.application = coalesce($3, records.application)';
      const [row] = await readRows(scope, condition, [type, ref, application]);
      if (!row) throw new VaultError('VAULT_NOT_FOUND');
      return openRow(scope, type, row);
    },
    async list<Type extends RecordType>(type: Type, application: string) {
      const rows = await readRows(scope, ofType, [type, application], 'all');
      return Promise.all(rows.map((row) => openFound(scope, type, row)));
    },
    async find<Type extends RecordType>(type: Type, application: string) {
      const [row] = await readRows(scope, ofType, [type, application]);
      return row && openFound(scope, type, row);
    },
  };
}

/** The first write into a slot wins; who comes second gets the reference of what is there. */
async function put<Type extends RecordType>(
  scope: Scope,
  type: Type,
  record: NewRecord<Type>,
): Promise<RecordRef<Type>> {
  const { kind, schema } = recordTypes[type];
  const checked = schema.safeParse(record.value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  // An application has one set of details, under its own reference; all else gets a reference of its own.
  const isDetails = kind === 'app';
  const idempotencyKey = isDetails ? type : (record.idempotencyKey ?? type);
  const slot = { application: record.application, type, idempotencyKey };

  const found = await scope.transact((db) => findSlot(db, slot));
  if (found.ref) return found.ref as RecordRef<Type>;
  const ref = isDetails ? record.application : newReference(kind);
  const sealed = await withDataKey(scope.keys, scope.tenant, found, (keyring) =>
    sealValue(keyring, placeOf(scope, { ...slot, ref }), checked.data),
  );
  const written = await scope
    .transact((db) => writeRow(db, scope, slot, { ...sealed, ref }))
    .catch(refused);
  return written as RecordRef<Type>;
}

async function findSlot(db: PoolClient, slot: Slot): Promise<DataKeyRow & { ref: string | null }> {
  const { rows } = await db.query<DataKeyRow & { ref: string | null }>(
    `select data_keys.application, owner, wrapped, key_id, records.ref from data_keys
     join applications on applications.ref = data_keys.application
     left join records on records.application = data_keys.application and type = $2
       and records.idempotency_key = $3
     where data_keys.application = $1`,
    [slot.application, slot.type, slot.idempotencyKey],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

async function writeRow(
  db: PoolClient,
  scope: Scope,
  slot: Slot,
  { ref, ciphertext, length, sha256 }: Sealed & { ref: Reference },
): Promise<string> {
  if (scope.actor.role === 'customer') await lockDraft(db, slot.application);
  const { rowCount: isNew } = await db.query(
    `insert into records
       (ref, application, type, idempotency_key, ciphertext, ciphertext_length, ciphertext_sha256)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [ref, slot.application, slot.type, slot.idempotencyKey, ciphertext, length, sha256],
  );
  // Someone else was faster between our look and our write.
  if (!isNew) return (await findSlot(db, slot)).ref ?? ref;
  await audit(db, 'record.write', ref);
  return ref;
}

/** The rows that fit, the latest first. The audit entries are committed before anything of them is decrypted. */
async function readRows(
  scope: Scope,
  condition: string,
  values: unknown[],
  limit: 1 | 'all' = 1,
): Promise<RecordRow[]> {
  return scope.transact(async (db) => {
    const { rows } = await db.query<RecordRow>(
      `select records.ref, records.application, owner, ciphertext, ciphertext_length as length, ciphertext_sha256 as sha256,
         wrapped, key_id
       from records join data_keys on data_keys.application = records.application
         join applications on applications.ref = records.application
       where ${condition} order by records.created_at desc limit ${limit}`,
      values,
    );
    const refs = rows.map(({ ref }) => ref);
    await auditAll(db, 'record.read', refs);
    return rows;
  });
}

async function openFound<Type extends RecordType>(scope: Scope, type: Type, row: RecordRow) {
  return { ref: row.ref as RecordRef<Type>, value: await openRow(scope, type, row) };
}

async function openRow<Type extends RecordType>(
  scope: Scope,
  type: Type,
  row: RecordRow,
): Promise<RecordValue<Type>> {
  const place = placeOf(scope, { ...row, type });
  const value = await withDataKey(scope.keys, scope.tenant, row, (keyring) =>
    openValue(keyring, place, row),
  );
  const checked = recordTypes[type].schema.safeParse(value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  return checked.data as RecordValue<Type>;
}

function placeOf(scope: Scope, row: { application: string; ref: string; type: string }): Place {
  return {
    tenant: scope.tenant,
    application: row.application,
    ref: row.ref,
    type: row.type,
    part: 'record',
  };
}

/** Row-level security refuses what this actor may not write into an application in this state. */
function refused(error: unknown): never {
  if (error instanceof DatabaseError && error.code === 'DATABASE_NOT_PERMITTED')
    throw new VaultError('VAULT_CONFLICT');
  throw error;
}
