import type { PoolClient } from 'pg';
import { isReference } from '#contract/index.ts';
import type { Reference } from '#contract/index.ts';
import type { KeyringNode } from '#infra/kms/encryption-sdk.ts';
import { auditAll } from './audit.ts';
import type { Audited } from './audit.ts';
import { withDataKey } from './data-keys.ts';
import type { DataKeyRow } from './data-keys.ts';
import { openValue, sealValue } from './envelope.ts';
import type { Place, Sealed } from './envelope.ts';
import { throwConflict, VaultError } from './errors.ts';
import { requireGrant } from './grants.ts';
import { refuseOlder } from './latest.ts';
import { rowKey } from './idempotency-keys.ts';
import { newReference } from './references.ts';
import type { Scope } from './scope.ts';
import type { AnySession } from './session.ts';
import { recordTypeOf } from './stored-types.ts';
import type { RecordValues, StoredTypes } from './stored-types.ts';
import { lockOpen } from './subjects.ts';

type RecordRow = DataKeyRow & Sealed & { ref: Reference; type: string; latest: boolean };

interface NewValue {
  type: string;
  value: unknown;
  idempotencyKey?: string | undefined;
}

/** What the first write takes, and with what. */
interface Slot {
  subject: Reference;
  type: string;
  idempotencyKey: string;
  /** Of the new record. */
  ref: Reference;
  value: unknown;
  writtenBy: string;
}

const ofType = 'records.type = $1 and records.subject = $2';

/** Small records: validated, encrypted, in Postgres. */
export function createRecords(
  scope: Scope,
): Pick<AnySession, 'put' | 'putParts' | 'get' | 'getParts' | 'findParts' | 'list' | 'find'> {
  return {
    async put(type, { subject, ...record }) {
      const [ref] = await write(scope, subject, [{ type, ...record }]);
      return ref!;
    },
    async putParts(subject, parts) {
      const values = Object.entries(parts).map(([type, value]) => ({ type, value }));
      await write(scope, subject, values);
    },
    async get(type, ref, subject) {
      await requireGrant(scope, 'record.read', [type], { ref, subject: subject ?? ref });
      const condition =
        'records.type = $1 and records.ref = $2 and records.subject = coalesce($3, records.subject)';
      const [row] = await readRows(scope, condition, [type, ref, subject]);
      if (!row) throw new VaultError('VAULT_NOT_FOUND');
      return openRow(scope, row);
    },
    async getParts(subject, ...types) {
      const found = await findParts(scope, subject, types);
      if (!found) throw new VaultError('VAULT_NOT_FOUND');
      return found;
    },
    findParts: (subject, ...types) => findParts(scope, subject, types),
    async list(type, subject) {
      await requireGrant(scope, 'record.read', [type], { ref: subject, subject });
      const rows = await readRows(scope, ofType, [type, subject], 'all');
      return Promise.all(rows.map((row) => openFound(scope, row)));
    },
    async find(type, subject) {
      await requireGrant(scope, 'record.read', [type], { ref: subject, subject });
      const [row] = await readRows(scope, ofType, [type, subject]);
      return row && openFound(scope, row);
    },
  };
}

/** The first write into a slot wins; a later one gets the reference of what is there. */
async function write(
  scope: Scope,
  subject: Reference,
  values: readonly NewValue[],
): Promise<Reference[]> {
  const slots = values.map((value) => slotFor(scope, subject, value));
  const found = await scope.transact((db) => findSlots(db, subject, slots));
  const stored = found.refs.filter((ref) => ref !== null);
  if (stored.length === slots.length) return stored;
  const sealed = await withDataKey(scope.keys, scope.tenant, found, (keyring) =>
    Promise.all(slots.map((slot) => sealValue(keyring, placeOf(scope, slot), slot.value))),
  );
  return scope
    .transact(async (db) => {
      if (slots.some(({ writtenBy }) => writtenBy === 'owner')) await lockOpen(db, subject);
      return writeRows(db, subject, slots, sealed);
    })
    .catch(throwConflict);
}

function slotFor({ types }: Scope, subject: Reference, record: NewValue): Slot {
  const { type } = record;
  const { kind, schema, writtenBy } = recordTypeOf(types, type);
  const checked = schema.safeParse(record.value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  const sharesReference = kind === types.subject;
  const idempotencyKey = rowKey(type, sharesReference ? type : record.idempotencyKey);
  const ref = sharesReference ? subject : newReference(kind);
  return { subject, type, idempotencyKey, ref, value: checked.data, writtenBy };
}

/** The subject's key, and what is in each of the slots. */
async function findSlots(
  db: PoolClient,
  subject: string,
  slots: readonly Slot[],
): Promise<DataKeyRow & { refs: (Reference | null)[] }> {
  const { rows } = await db.query<DataKeyRow & { refs: (Reference | null)[] }>(
    `select data_keys.subject, owner, wrapped, key_id, array(
       select records.ref from unnest($2::text[], $3::text[]) with ordinality as slot (type, key, place)
       left join records on records.subject = $1 and records.type = slot.type
         and idempotency_key = slot.key order by place) as refs
     from data_keys join subjects on subjects.ref = data_keys.subject
     where data_keys.subject = $1`,
    [subject, slots.map(({ type }) => type), slots.map((slot) => slot.idempotencyKey)],
  );
  if (!rows[0]) throw new VaultError('VAULT_NOT_FOUND');
  return rows[0];
}

async function writeRows(
  db: PoolClient,
  subject: Reference,
  slots: readonly Slot[],
  sealed: readonly Sealed[],
): Promise<Reference[]> {
  const refs = slots.map(({ ref }) => ref);
  // A reference that was made in another way than by newReference could be a hash of the data.
  if (!refs.every((ref) => isReference(ref))) throw new VaultError('VAULT_REFERENCE_FORGED');
  const { rowCount } = await db.query(
    `insert into records
       (subject, ref, type, idempotency_key, ciphertext, ciphertext_length, ciphertext_sha256)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::bytea[])
     on conflict do nothing`,
    [
      subject,
      refs,
      slots.map(({ type }) => type),
      slots.map(({ idempotencyKey }) => idempotencyKey),
      sealed.map(({ ciphertext }) => ciphertext),
      sealed.map(({ length }) => length),
      sealed.map(({ sha256 }) => sha256),
    ],
  );
  if (rowCount === slots.length) return refs;
  // Another call wrote between our look and our write.
  const stored = (await findSlots(db, subject, slots)).refs.filter((ref) => ref !== null);
  // What was written is not this actor's to see.
  if (stored.length < slots.length) throw new VaultError('VAULT_CONFLICT');
  return stored;
}

/** Several parts by one query and one key. Undefined if one of them is missing. */
async function findParts<Type extends string>(
  scope: Scope,
  subject: Reference,
  types: readonly Type[],
): Promise<Pick<RecordValues<StoredTypes>, Type> | undefined> {
  await requireGrant(scope, 'record.read', types, { ref: subject, subject });
  const condition = 'records.ref = $1 and records.subject = $1 and records.type = any ($2)';
  const rows = await readRows(scope, condition, [subject, types], 'all');
  const [key] = rows;
  if (!key || rows.length < types.length) return undefined;
  const values = await withDataKey(scope.keys, scope.tenant, key, (keyring) =>
    Promise.all(rows.map((row) => openWith(keyring, scope, row))),
  );
  const found = Object.fromEntries(rows.map(({ type }, index) => [type, values[index]]));
  return found as Pick<typeof found, Type>;
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
      `select records.ref, records.subject, records.type, owner, ciphertext, ciphertext_length as length,
         ciphertext_sha256 as sha256, wrapped, key_id, is_latest(subjects) as latest
       from records join data_keys on data_keys.subject = records.subject
         join subjects on subjects.ref = records.subject
       where ${condition} order by records.created_at desc limit ${limit}`,
      values,
    );
    refuseOlder(rows);
    await auditAll(db, 'record.read', rows.map(toAudited));
    return rows;
  });
}

function toAudited({ ref, subject, type }: RecordRow): Audited {
  return { ref, subject, part: type };
}

async function openFound(scope: Scope, row: RecordRow) {
  return { ref: row.ref, value: await openRow(scope, row) };
}

function openRow(scope: Scope, row: RecordRow): Promise<unknown> {
  return withDataKey(scope.keys, scope.tenant, row, (keyring) => openWith(keyring, scope, row));
}

async function openWith(keyring: KeyringNode, scope: Scope, row: RecordRow): Promise<unknown> {
  const value = await openValue(keyring, placeOf(scope, row), row);
  const checked = recordTypeOf(scope.types, row.type).schema.safeParse(value);
  if (!checked.success) throw new VaultError('VAULT_RECORD_INVALID');
  return checked.data;
}

function placeOf(
  { tenant }: Scope,
  { subject, ref, type }: { subject: string; ref: string; type: string },
): Place {
  return { tenant, subject, ref, type, part: 'record' };
}
