/** Documents that the process refused: withheld from all, and replaced by their owner. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';
import { worker } from '#lending/index.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, completeDraft, createVisitor, fileForm, pdf } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

let portal: TestPortal;
let customer: Visitor;
let reviewer: Visitor;
let ref: ApplicationRef;
let card: DocumentRef;
let statement: DocumentRef;

before(async () => void (portal = await startTestPortal()));
beforeEach(async () => {
  customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  reviewer = await createVisitor(portal.url).signIn(await portal.addUser('reviewer'));
  ref = await completeDraft(customer);
  const documents = await portal.worker
    .vault('scanning')
    .listDocuments(ref)
    .catch(() => []);
  assert.deepEqual(documents, [], 'the worker sees nothing of a draft');
  await customer.post(`/applications/${ref}/submit`);
  [card, statement] = (await portal.worker.vault('scanning').listDocuments(ref)).map(
    (document) => document.ref,
  ) as [DocumentRef, DocumentRef];
});
after(() => portal.stop());

/** As the worker does after its scan. */
async function refuse(document: DocumentRef): Promise<void> {
  await portal.worker.vault('scanning').recordVerdict(document, 'infected');
  await portal.worker.applications.requestDocuments({ ...worker, purpose: 'scanning' }, ref);
}
const open = (visitor: Visitor, document: DocumentRef) =>
  visitor.get(`/applications/${ref}/documents/${document}`);
const submit = () => customer.post(`/applications/${ref}/submit`);

test('until a document is found clean, only its uploader opens it, and never an infected one', async () => {
  assert.equal((await open(customer, statement)).status, 200);
  const early = await open(reviewer, statement);
  assert.deepEqual([early.status, early.json.code], [409, 'DOCUMENT_UNINSPECTED']);
  await portal.worker.vault('scanning').recordVerdict(card, 'clean');
  assert.equal((await open(reviewer, card)).status, 200);
  await refuse(statement);
  for (const visitor of [customer, reviewer]) {
    const { status, json } = await open(visitor, statement);
    assert.deepEqual([status, json.code], [403, 'DOCUMENT_INFECTED']);
  }
});

test('a refused document is replaced by its owner, who is told what to do', async () => {
  await portal.worker.vault('scanning').recordVerdict(card, 'clean');
  await refuse(statement);
  const page = await customer.get(`/applications/${ref}`, asBrowser);
  assert.match(page.text, /Action needed[^]*Replace the document/);
  const form = await customer.get(`/applications/${ref}/documents`, asBrowser);
  assert.match(form.text, /Not accepted: it could do harm/);
  assert.match(form.text, /remove statement\.pdf, and add another in its place/);
  assert.equal((await submit()).json.code, 'DOCUMENTS_REFUSED');

  const remove = (document: DocumentRef) =>
    customer.post(`/applications/${ref}/documents/${document}/remove`);
  assert.equal((await remove(card)).json.code, 'NOT_A_DRAFT', 'what is clean stays');
  assert.equal((await remove(statement)).status, 200);
  assert.equal((await submit()).json.code, 'DOCUMENTS_INCOMPLETE');
  const replaced = fileForm(pdf, 'new statement.pdf');
  const path = `/applications/${ref}/documents/bank-statement`;
  assert.equal((await customer.post(path, replaced)).status, 201);
  assert.equal((await submit()).status, 200);
  assert.equal((await customer.post(path, fileForm(pdf, 'late.pdf'))).json.code, 'NOT_A_DRAFT');
  const { events } = await portal.temporal.workflow.getHandle(ref).fetchHistory();
  const signals = (events ?? []).flatMap(
    (event) => event.workflowExecutionSignaledEventAttributes ?? [],
  );
  assert.deepEqual(
    signals.map(({ signalName, input }) => [signalName, input?.payloads?.length ?? 0]),
    [['resubmitted', 0]],
  );
});

test('an application whose document waits to be replaced can be withdrawn', async () => {
  await refuse(statement);
  assert.equal((await customer.post(`/applications/${ref}/withdraw`)).status, 200);
  const { withdrawnAt } = await portal.applications.get({ id: customer.id, role: 'customer' }, ref);
  assert.ok(withdrawnAt instanceof Date);
});
