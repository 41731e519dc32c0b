import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { isMinted, isReference, workflowIdKind } from '#contract/index.ts';
import type { Reference } from '#contract/index.ts';
import type { Actor } from './actor.ts';
import { actingAs } from './actor.ts';
import { newIdempotencyKey } from './idempotency-keys.ts';
import type { IdempotencyKey } from './idempotency-keys.ts';
import { newObjectKey } from './object-keys.ts';
import { newReference } from './references.ts';
import { storedTypes } from './testing/stored-types.ts';
import { newActor, open, openTestVault, theWorker, withCode } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

let services: TestVault;
let member: Actor;
before(async () => {
  services = await openTestVault();
  member = newActor('member');
});
after(() => services.close());

const letter = storedTypes.documents.letter.kind;
const finding = storedTypes.records.finding.kind;
const digest = createHash('md5').update('078051120').digest('hex');
/** What a mistake would put in the place of something minted: all of it is made of data. */
const forged = [
  `rpt_${digest.slice(0, 26)}`,
  `key_${'0'.repeat(22)}2ae5`,
  digest.replace(/(.{8})(.{4}).(.{3}).(.{3})(.{12})/, '$1-$2-4$3-8$4-$5'),
  'passport-of-ada-byron',
  '',
];

test('references are well-formed, never repeat, and use every letter of the alphabet', () => {
  const refs = Array.from({ length: 2_000 }, () => newReference(workflowIdKind));
  assert.ok(refs.every((ref) => isReference(ref, workflowIdKind)));
  assert.equal(new Set(refs).size, refs.length);
  assert.equal(new Set(refs.map((ref) => ref.slice(5)).join('')).size, 32);
});

test('text is no reference and no key to the compiler', () => {
  // @ts-expect-error: it has to be minted, or looked at by isReference
  const ref: Reference = `rpt_${digest.slice(0, 26)}`;
  // @ts-expect-error: the same
  const key: IdempotencyKey = `key_${digest.slice(0, 26)}`;
  assert.ok(!isReference(ref) && !isMinted(key));
});

test('PostgreSQL and the contract agree on what was minted', async () => {
  const sound = Array.from({ length: 500 }, () => [
    newReference(workflowIdKind),
    newIdempotencyKey(),
  ]).flat();
  const changed = sound.map((text, index) => {
    const place = index % text.length;
    return text.slice(0, place) + (text[place] === 'z' ? 'y' : 'z') + text.slice(place + 1);
  });
  const texts = [...sound, ...changed, ...forged, `${sound[0]}\n`, ` ${sound[0]}`, 'ápp_', 'app_'];
  const { rows } = await services.portal.query<{ text: string; minted: boolean }>(
    `select text, is_minted(text) as minted from unnest($1::text[]) as text`,
    [texts],
  );
  for (const { text, minted } of rows) assert.equal(minted, isMinted(text), JSON.stringify(text));
  assert.deepEqual(
    rows.map(({ minted }) => minted),
    texts.map((_text, index) => index < sound.length),
  );
});

test('the vault refuses an idempotency key that was not minted, before it asks the database', async () => {
  const subject = await open(services, member);
  const session = services.workerVault.as(theWorker);
  const value = { sound: true, remark: 'x' };
  for (const key of forged as IdempotencyKey[]) {
    const refused = withCode('VAULT_REFERENCE_FORGED');
    await assert.rejects(services.vault.as(member).openSubject(member.id, key), refused, key);
    const record = { subject, value, idempotencyKey: key };
    await assert.rejects(session.put('finding', record), refused, key);
  }
});

test('the tables refuse what was not minted, whatever writes it', async () => {
  const subject = await open(services, member);
  const [sound, ref, key] = [newReference(letter), newReference(finding), newIdempotencyKey()];
  const object = newObjectKey('uploads/', sound);
  const insert = (table: string, ...values: string[]) =>
    actingAs(services.worker, theWorker, (db) => {
      const places = values.map((_value, index) => `$${index + 1}`).join(', ');
      const rest = { records: `, 'x', 1, 'x'`, documents: `, 'x', 1, 'x'` }[table] ?? '';
      return db.query(`insert into ${table} values (${places}${rest})`, values);
    });
  const check = { code: 'DATABASE_CHECK_VIOLATION' };
  for (const text of forged) {
    const statements = [
      () => insert('records', text, subject, 'finding', key),
      () => insert('records', ref, subject, 'finding', text),
      () => insert('documents', text, subject, 'letter', key, object),
      () => insert('documents', sound, subject, 'letter', text, object),
      () => insert('documents', sound, subject, 'letter', key, `letters/${sound}/${text}`),
      () => insert('documents', sound, subject, 'letter', key, `letters/${text}/${sound}`),
      () => insert('documents', sound, subject, 'letter', key, text),
      () => insert('unpublished_objects', `letters/${sound}/${text}`, subject, 'upload'),
    ];
    for (const [index, statement] of statements.entries())
      await assert.rejects(statement(), check, `${index}: ${text}`);
    const opening = `insert into subjects (ref, owner, idempotency_key) values ($1, $2, $3)`;
    for (const values of [
      [text, member.id, key],
      [newReference(workflowIdKind), member.id, text],
    ])
      await assert.rejects(
        actingAs(services.portal, member, (db) => db.query(opening, values)),
        check,
      );
  }
  await insert('records', ref, subject, 'finding', 'finding');
  await insert('documents', sound, subject, 'letter', key, object);
});
