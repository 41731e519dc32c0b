import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WorkflowNotFoundError } from '@temporalio/client';
import { unreachable, startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { answers, asBrowser, completeDraft, createVisitor, openDraft } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

let portal: TestPortal;
let customer: Visitor;
/** A portal that cannot reach Temporal. */
let withoutTemporal: TestPortal;

before(async () => {
  [portal, withoutTemporal] = await Promise.all([
    startTestPortal(),
    startTestPortal({ temporalAddress: unreachable }),
  ]);
  customer = createVisitor(portal.url);
  await customer.signIn(await portal.addUser('customer'));
});
after(() => Promise.all([portal.stop(), withoutTemporal.stop()]));

const workflow = (ref: string) => portal.temporal.workflow.getHandle(ref);
const form = (fields: Record<string, unknown>) =>
  new URLSearchParams(fields as Record<string, string>);

test('a form that is sent several times opens one application', async () => {
  const body = answers();
  const before = await portal.count('subjects');
  const sent = await Promise.all([
    customer.post('/applications', body),
    customer.post('/applications', body),
  ]);
  const again = await customer.post('/applications', form(body), asBrowser);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [201, 201],
  );
  assert.equal(sent[0].json.ref, sent[1].json.ref);
  assert.deepEqual(
    [again.status, again.headers.get('Location')],
    [303, `/applications/${String(sent[0].json.ref)}/documents`],
  );
  assert.equal(await portal.count('subjects'), before + 1);
});

test('a form sent again with other answers is refused and changes nothing', async () => {
  const body = answers();
  await customer.post('/applications', body);
  const { status, json } = await customer.post('/applications', { ...body, ssn: '987-65-4321' });
  assert.deepEqual([status, json.code], [409, 'FORM_SENT_BEFORE']);
});

test('a customer has at most twenty drafts, and can still send earlier forms again', async () => {
  const eager = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
  const bodies = Array.from({ length: 20 }, () => answers());
  for (const body of bodies) assert.equal((await eager.post('/applications', body)).status, 201);
  const { status, json } = await eager.post('/applications', answers());
  assert.deepEqual([status, json.code], [409, 'TOO_MANY_DRAFTS']);
  assert.equal((await eager.post('/applications', bodies[0])).status, 201);
  assert.equal(((await eager.get('/applications')).json.applications as object[]).length, 20);
});

test('the idempotency key of another customer’s form opens a separate application', async () => {
  const body = answers();
  const other = createVisitor(portal.url);
  await other.signIn(await portal.addUser('customer'));
  const [mine, theirs] = [
    await customer.post('/applications', body),
    await other.post('/applications', body),
  ];
  assert.notEqual(mine.json.ref, theirs.json.ref);
});

test('an invalid form is shown again with answers and errors, but without the SSN and account number', async () => {
  const before = await portal.count('subjects');
  const body = answers({ email: 'nobody', ssn: '666-12-CANARY', bankAccountNumber: '9988776655' });
  const { status, text } = await customer.post('/applications', form(body), asBrowser);
  assert.equal(status, 422);
  for (const never of ['CANARY', '666-12', '9988776655']) assert.ok(!text.includes(never), never);
  assert.ok(
    text.includes('value="Maria Fernández"') &&
      text.includes(`value="${body.idempotencyKey as string}"`),
  );
  assert.match(text, /<a href="#email">Enter an e-mail address like/);
  assert.match(text, /id="email"[^>]*aria-describedby="email-error"[^>]*aria-invalid="true"/);
  const program = await customer.post('/applications', body);
  assert.deepEqual(program.json.code, 'FORM_INVALID');
  assert.deepEqual(
    (program.json.errors as { field: string }[]).map(({ field }) => field),
    ['email', 'ssn'],
  );
  assert.doesNotMatch(program.text, /CANARY|nobody|Maria/);
  assert.equal(await portal.count('subjects'), before);
});

test('a name with half a letter is refused in words, and the other answers are kept', async () => {
  // Cut in two, an emoji is no text: a browser sends a sign in its place, a program sends the half.
  const body = answers({ fullName: 'Ada \ud83d', purpose: 'Ein Dach für Łukasz 😀' });
  const { status, text } = await customer.post('/applications', form(body), asBrowser);
  assert.equal(status, 422);
  assert.match(text, /<a href="#fullName">A letter arrived broken \(�\)\. Type it again/);
  for (const kept of ['value="Ada �"', 'Ein Dach für Łukasz 😀', 'value="Bay Ferries"'])
    assert.ok(text.includes(kept), kept);
  const program = await customer.post('/applications', body);
  assert.deepEqual([program.status, program.json.code], [422, 'FORM_INVALID']);
});

test('answers that are shown again are escaped', async () => {
  const body = answers({ fullName: '"><script>alert(1)</script>', ssn: '' });
  const { text } = await customer.post('/applications', form(body), asBrowser);
  assert.ok(!text.includes('<script>alert'));
});

// control: ASVS 2.2.2
test('a missing, oversized or mistyped body is refused with a code and opens no application', async () => {
  const before = await portal.count('subjects');
  const bodies: [body: string, type: string, code: string][] = [
    ['', 'application/x-www-form-urlencoded', 'FORM_INVALID'],
    ['{', 'application/json', 'REQUEST_MALFORMED'],
    ['"text"', 'application/json', 'REQUEST_MALFORMED'],
    ['[]', 'application/json', 'REQUEST_UNEXPECTED_FIELD'],
    ['a=b', 'application/x-www-form-urlencoded', 'REQUEST_UNEXPECTED_FIELD'],
    ['<xml/>', 'application/xml', 'REQUEST_MEDIA_TYPE'],
    [`purpose=${'x'.repeat(100_000)}`, 'application/x-www-form-urlencoded', 'REQUEST_TOO_LARGE'],
    [
      Array.from({ length: 60 }, (_, i) => `f${i}=1`).join('&'),
      'application/x-www-form-urlencoded',
      'REQUEST_TOO_LARGE',
    ],
  ];
  for (const [body, type, code] of bodies) {
    const headers = { 'Content-Type': type, Accept: 'application/json', Cookie: customer.cookie() };
    const response = await fetch(`${portal.url}/applications`, { method: 'POST', body, headers });
    const problem = (await response.json()) as { code: string };
    assert.equal(problem.code, code, `${type} ${body.slice(0, 20)}`);
  }
  assert.equal(await portal.count('subjects'), before);
});

// control: ASVS 8.2.3, PCI 3.4.1
test('an application’s page shows masked details only', async () => {
  const ref = await completeDraft(customer);
  const page = await customer.get(`/applications/${ref}`, asBrowser);
  const { json, text } = await customer.get(`/applications/${ref}`);
  for (const shown of [page.text, text]) {
    assert.doesNotMatch(shown, /123-?45-?6789|0012345678|maria@example|1985|555-0133/);
    assert.ok(shown.includes('•••-••-6789') && shown.includes('passport.png'));
  }
  assert.equal((json.application as { status: string }).status, 'draft');
  assert.ok(!('owner' in (json.application as object)));
});

test('a draft without its documents cannot be submitted', async () => {
  const ref = await openDraft(customer);
  const { status, json } = await customer.post(`/applications/${ref}/submit`);
  assert.deepEqual([status, json.code], [409, 'DOCUMENTS_INCOMPLETE']);
  await assert.rejects(workflow(ref).describe(), WorkflowNotFoundError);
});

test('submitting twice starts one workflow, with the reference as its ID and only input', async () => {
  const ref = await completeDraft(customer);
  const [first, second] = await Promise.all([
    customer.post(`/applications/${ref}/submit`),
    customer.post(`/applications/${ref}/submit`),
  ]);
  assert.deepEqual(
    [first.json, second.json],
    [
      { ref, started: true },
      { ref, started: true },
    ],
  );
  const { events } = await workflow(ref).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  assert.equal(started?.input?.payloads?.length, 1);
  assert.equal(
    Buffer.from(started?.input?.payloads?.[0]?.data ?? []).toString(),
    JSON.stringify(ref),
  );
  await workflow(ref).terminate();
});

// control: ASVS 16.5.2
test('a submission while Temporal is down is accepted, explained, and left to the sweeper', async () => {
  const { url, addUser, portal: parts } = withoutTemporal;
  const visitor = createVisitor(url);
  await visitor.signIn(await addUser('customer'));
  const ref = await completeDraft(visitor);
  const { status, json } = await visitor.post(`/applications/${ref}/submit`);
  assert.deepEqual([status, json], [200, { ref, started: false }]);
  const page = await visitor.get(`/applications/${ref}`, asBrowser);
  assert.match(page.text, /safely stored\. Our processing service is not available at the moment/);
  const withdrawal = await visitor.post(`/applications/${ref}/withdraw`);
  assert.deepEqual([withdrawal.status, withdrawal.json.code], [503, 'PROCESSING_UNAVAILABLE']);
  assert.ok(Number(withdrawal.headers.get('Retry-After')) > 0);
  await parts.sweeping.startCommitted();
  assert.match(withoutTemporal.log.join(''), /"event":"start-committed"/);
  assert.deepEqual(await withoutTemporal.applications.unstarted(0), [ref]);
});

test('withdrawing cancels the workflow, even if it had not been started', async () => {
  const ref = await completeDraft(customer);
  // As if the portal had died between the commit and the start.
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
  const { status } = await customer.post(`/applications/${ref}/withdraw`);
  assert.equal(status, 200);
  const { events } = await workflow(ref).fetchHistory();
  assert.ok(events?.some(({ workflowExecutionCancelRequestedEventAttributes: asked }) => asked));
  assert.deepEqual(await portal.applications.unstarted(0), []);
  await workflow(ref).terminate();
});

test('an application that has ended cannot be withdrawn', async () => {
  const ref = await completeDraft(customer);
  await customer.post(`/applications/${ref}/submit`);
  await portal.worker.applications.setStatus({ id: 'worker', role: 'worker' }, ref, 'declined');
  assert.equal(
    (await customer.post(`/applications/${ref}/withdraw`)).json.code,
    'APPLICATION_ENDED',
  );
  await workflow(ref).terminate();
});

test('an application whose workflow was terminated cannot be withdrawn', async () => {
  const ref = await completeDraft(customer);
  await customer.post(`/applications/${ref}/submit`);
  await workflow(ref).terminate();
  const { status, json } = await customer.post(`/applications/${ref}/withdraw`);
  assert.deepEqual([status, json.code], [409, 'APPLICATION_ENDED']);
});

test('a discarded draft is gone at once, with its documents', async () => {
  const ref = await completeDraft(customer);
  const objects = await portal.objects();
  const { headers } = await customer.post(`/applications/${ref}/withdraw`);
  assert.equal(headers.get('Location'), '/applications');
  assert.equal((await portal.objects()).length, objects.length - 2);
  assert.equal((await customer.get(`/applications/${ref}`)).status, 404);
  assert.ok(!(await customer.get('/applications')).text.includes(ref));
  assert.equal(await portal.count(`subjects where ref = '${ref}'`), 0);
});

test('the sweeper starts an application that was committed and not started', async () => {
  const ref = await completeDraft(customer);
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
  await portal.portal.sweeping.startCommitted();
  assert.equal((await workflow(ref).describe()).status.name, 'RUNNING');
  await workflow(ref).terminate();
});
