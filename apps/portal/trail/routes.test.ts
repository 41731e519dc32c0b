/** Who sees the audit trail, in whose words, and what shows a change of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApplicationRef } from '#contract/index.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, createVisitor, openDraft } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

type Entry = { seq: string; actor: string; role: string; action: string; ref: string };

let portal: TestPortal;
let customer: Visitor;
let auditor: Visitor;
let ref: ApplicationRef;

before(async () => {
  portal = await startTestPortal();
  customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  auditor = await createVisitor(portal.url).signIn(await portal.addUser('auditor'));
  ref = await openDraft(customer);
});
after(() => portal.stop());

async function search(query: Record<string, string>) {
  const { status, json } = await auditor.get(`/trail?${new URLSearchParams(query).toString()}`);
  return { status, json, entries: json.entries as Entry[] };
}

test('a customer reads in words who opened their data, and that an auditor looked', async () => {
  await auditor.get(`/trail/${ref}`);
  await customer.get(`/applications/${ref}`);
  const { json } = await customer.get(`/applications/${ref}/access`);
  const said = (json.deeds as { who: string; what: string }[]).map(
    ({ who, what }) => `${who} ${what}`,
  );
  assert.equal(said.at(-1), 'You began the application');
  assert.ok(said.includes('An auditor looked at this list'), said.join('\n'));
  assert.ok(
    said.some((one) => one.startsWith('You opened “')),
    said.join('\n'),
  );
  const page = await customer.get(`/applications/${ref}/access`, asBrowser);
  assert.match(page.text, /You<\/strong> looked at this list/);
  assert.ok(!page.text.includes(auditor.id));
});

test('an auditor finds entries by person, application, action and day', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const { entries } = await search({ actor: customer.id, subject: ref, from: today, until: today });
  assert.ok(entries.length > 3);
  assert.ok(entries.every(({ actor }) => actor === customer.id));
  const opened = await search({ subject: ref, action: 'subject.open' });
  assert.deepEqual(
    opened.entries.map(({ action }) => action),
    ['subject.open'],
  );
  assert.deepEqual((await search({ subject: ref, until: '2000-01-01' })).entries, []);
  const older = await search({ subject: ref, before: entries[1]!.seq });
  assert.ok(older.entries.every(({ seq }) => BigInt(seq) < BigInt(entries[1]!.seq)));
});

test('a search that cannot be read is refused beside its field', async () => {
  const { status, json } = await search({ from: 'yesterday', subject: 'app_unknown' });
  assert.equal(status, 422);
  assert.deepEqual((json.errors as { field: string }[]).map(({ field }) => field).sort(), [
    'from',
    'subject',
  ]);
  const page = await auditor.get('/trail?from=yesterday', asBrowser);
  assert.match(page.text, /Enter a day like/);
});

test('an auditor takes an application’s story along as CSV and as JSON', async () => {
  const csv = await auditor.get(`/trail/${ref}/export.csv`);
  assert.match(csv.headers.get('Content-Disposition') ?? '', /^attachment; filename=app_\w+\.csv$/);
  const [head, first] = csv.text.split('\r\n');
  assert.match(head ?? '', /^seq,at,login,actor,role,action,ref,subject,part,purpose,outcome$/);
  assert.match(first ?? '', /"subject\.open"/);
  const { json } = await auditor.get(`/trail/${ref}/export.json`);
  assert.equal((json.entries as Entry[]).at(-1)?.action, 'trail.read');
});

test('a story whose entry was changed is shown as broken at that entry', async () => {
  const { json } = await auditor.get(`/trail/${ref}`);
  assert.equal(json.brokenAt, null);
  const { seq } = (json.entries as Entry[])[1]!;
  await portal.ownerPool.query('alter table audit_entries disable trigger audit_is_append_only');
  await portal.ownerPool.query(`update audit_entries set actor = 'another' where seq = $1`, [seq]);
  assert.equal((await auditor.get(`/trail/${ref}`)).json.brokenAt, seq);
  const page = await auditor.get(`/trail/${ref}`, asBrowser);
  assert.match(page.text, new RegExp(`Broken at entry ${seq}`));
});
