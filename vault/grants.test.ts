import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newActor, open, openTestVault, someProfile, upload, withCode } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';
import type { TestSubject } from './testing/stored-types.ts';

let services: TestVault;
let subject: TestSubject;
before(async () => {
  services = await openTestVault();
  const member = newActor('member');
  subject = await open(services, member);
  const parts = { profile: someProfile, habits: { tea: true } };
  await services.vault.as(member).putParts(subject, parts);
  await upload(services, member, subject, 'a face');
});
after(() => services.close());

const refused = withCode('VAULT_NOT_GRANTED');

/** A clerk's session, and what the trail says of that clerk. */
function clerk(purpose?: string) {
  const actor = { ...newActor('clerk'), ...(purpose === undefined ? {} : { purpose }) };
  const trail = async () => {
    const { rows } = await services.owner.query<{ entry: string }>(
      `select concat_ws(' ', action, part, purpose, outcome) as entry from audit_entries
       where actor = $1 order by seq`,
      [actor.id],
    );
    return rows.map(({ entry }) => entry);
  };
  return { session: services.vault.as(actor), trail };
}

test('a purpose opens what is granted to it, and the trail says which part and for what', async () => {
  const { session, trail } = clerk('filing');
  assert.deepEqual(await session.get('habits', subject), { tea: true });
  assert.deepEqual(await trail(), ['record.read habits filing granted']);
});

test('each way to read what is not granted is refused, and the denial stays in the trail', async () => {
  const { session, trail } = clerk('filing');
  await assert.rejects(session.get('profile', subject), refused);
  await assert.rejects(session.find('profile', subject), refused);
  await assert.rejects(session.list('profile', subject), refused);
  await assert.rejects(session.getParts(subject, 'habits', 'profile'), refused);
  await assert.rejects(session.findParts(subject, 'profile'), refused);
  await assert.rejects(session.listDocuments(subject), refused);
  const denied = 'record.read profile filing denied';
  const documents = 'documents.list documents filing denied';
  assert.deepEqual(await trail(), [denied, denied, denied, denied, denied, documents]);
  const { rows } = await services.portal.query(`select audit_first_break() as at`);
  assert.equal(rows[0].at, null);
});

test('a document is not opened for a purpose that opens none', async () => {
  const [document] = await clerk('archiving').session.listDocuments(subject);
  const { session, trail } = clerk('filing');
  await assert.rejects(session.getDocument(document!.ref), refused);
  assert.deepEqual(await trail(), ['document.read documents filing denied']);
});

test('without a purpose, or for one that nobody has granted, a role with grants opens nothing', async () => {
  for (const purpose of [undefined, 'curiosity'])
    await assert.rejects(clerk(purpose).session.get('habits', subject), refused);
});

test('the outcome and the purpose of an entry are in its hash', async () => {
  const db = await services.owner.connect();
  try {
    for (const change of ["outcome = 'granted'", "purpose = 'filing'", "part = 'profile'"]) {
      await db.query('begin');
      await db.query('alter table audit_entries disable trigger audit_is_append_only');
      const { rowCount } = await db.query(
        `update audit_entries set ${change} where seq = (select max(seq) from audit_entries)`,
      );
      const { rows } = await db.query(`select audit_first_break() as at`);
      assert.ok(rowCount === 1 && rows[0].at !== null, change);
      await db.query('rollback');
    }
  } finally {
    db.release();
  }
});
