import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { worker } from '#lending/index.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import type { AssessmentStep } from '#lending/testing/steps.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';

let portal: TestPortal;
let customer: Visitor;
let user: { id: string; email: string };
let ref: ApplicationRef;

before(async () => void (portal = await startTestPortal()));
beforeEach(async () => {
  customer = createVisitor(portal.url);
  user = await portal.addUser('customer');
  await customer.signIn(user);
  ref = await completeDraft(customer);
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
});
after(() => portal.stop());

const happens = (step: AssessmentStep) => takeSteps(portal.worker, ref, step);

async function fails(): Promise<void> {
  const { applications } = portal.worker;
  await applications.settle(worker, ref, { outcome: 'failed' });
  await applications.addEvent(worker, ref, 'failed');
}

interface Message {
  event: string;
  id: string;
  code: string | undefined;
}

/** A browser's EventSource, as far as these tests need one. */
async function listenTo(headers: Record<string, string> = {}, visitor = customer) {
  const response = await fetch(`${portal.url}/applications/${ref}/events`, {
    headers: { Accept: 'text/event-stream', Cookie: visitor.cookie(), ...headers },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let unread = '';
  /** The next message, or undefined when the stream has ended. */
  async function next(): Promise<Message | undefined> {
    for (;;) {
      const end = unread.indexOf('\n\n');
      if (end >= 0) {
        const lines = Object.fromEntries(
          unread
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s)),
        );
        unread = unread.slice(end + 2);
        if (!lines.data) continue;
        const { code } = JSON.parse(lines.data) as { code?: string };
        return { event: lines.event ?? 'message', id: lines.id ?? '', code };
      }
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return undefined;
      unread += value;
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    next,
    close: () => reader?.cancel(),
  };
}

test('a stream sends past events, then new ones, and ends when the timeline does', async () => {
  const stream = await listenTo();
  assert.match(stream.headers.get('Content-Type') ?? '', /^text\/event-stream/);
  assert.equal((await stream.next())?.code, 'submitted');
  for (const code of ['scanned', 'validated'] as const) {
    await happens(code);
    assert.equal((await stream.next())?.code, code);
  }
  await fails();
  assert.equal((await stream.next())?.code, 'failed');
  assert.equal((await stream.next())?.event, 'end');
  assert.equal(await stream.next(), undefined);
});

test('a browser that reconnects gets the events it missed, and none twice', async () => {
  await happens('scanned');
  const first = await listenTo();
  await first.next();
  const seen = await first.next();
  await first.close();
  await happens('validated');
  const second = await listenTo({ 'Last-Event-ID': seen?.id ?? '' });
  assert.equal((await second.next())?.code, 'validated');
  await second.close();
});

test('a malformed Last-Event-ID is ignored', async () => {
  for (const id of ['CANARY', '1.2.', '9'.repeat(4_000), '-1', '1;drop table users']) {
    const stream = await listenTo({ 'Last-Event-ID': id });
    assert.equal((await stream.next())?.code, 'submitted', id);
    await stream.close();
  }
});

test('a stream gets no events of another application', async () => {
  const mine = ref;
  const stream = await listenTo();
  await stream.next();
  ref = await completeDraft(customer);
  await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
  ref = mine;
  await happens('scanned');
  assert.equal((await stream.next())?.code, 'scanned');
  await stream.close();
});

test('streams catch up after the listening connection was lost', async () => {
  const stream = await listenTo();
  await stream.next();
  // What infra/postgres/listen.ts calls once it is connected again.
  portal.portal.timelineChanges.notifyAll();
  await happens('scanned');
  assert.equal((await stream.next())?.code, 'scanned');
  await stream.close();
});

test('a user may have four streams, and a fifth is refused', async () => {
  const streams = await Promise.all([listenTo(), listenTo(), listenTo(), listenTo()]);
  const fifth = await customer.get(`/applications/${ref}/events`);
  assert.deepEqual([fifth.status, fifth.json.code], [429, 'STREAM_LIMIT_REACHED']);
  for (const stream of streams) await stream.close();
  const again = await listenTo();
  assert.equal(again.status, 200);
  await again.close();
});

test('signing out ends the streams of that session and of no other one', async () => {
  const elsewhere = createVisitor(portal.url);
  await elsewhere.signIn(user);
  const [ending, staying] = [await listenTo(), await listenTo({}, elsewhere)];
  await Promise.all([ending.next(), staying.next()]);
  await customer.post('/sign-out');
  assert.equal(await ending.next(), undefined);
  await happens('scanned');
  assert.equal((await staying.next())?.code, 'scanned');
  await staying.close();
});

test('an open live page does not keep its session alive', async () => {
  const expiry = async () =>
    (
      await portal.ownerPool.query<{ expire: Date }>(
        `select expire from sessions where sess->'user'->>'id' = $1`,
        [customer.id],
      )
    ).rows[0]?.expire.getTime() ?? 0;
  await portal.ownerPool.query(
    `update sessions set expire = now() + interval '1 hour' where sess->'user'->>'id' = $1`,
    [customer.id],
  );
  const before = await expiry();
  const stream = await listenTo();
  await stream.next();
  await fails();
  while (await stream.next());
  assert.equal(await expiry(), before);
});

test('a stream ends at the next event once its session is twelve hours old', async () => {
  const stream = await listenTo();
  await stream.next();
  await portal.ownerPool.query(
    `update sessions set sess = jsonb_set(sess::jsonb, '{startedAt}', to_jsonb($1::bigint))::json`,
    [Date.now() - 12 * 3_600_000],
  );
  await happens('scanned');
  assert.equal(await stream.next(), undefined);
});

// Last, since it stops the portal's streams.
test('a stream ends at the next event once its session is gone or its user has another role', async () => {
  const { ownerPool } = portal;
  const ends: [what: string, query: string][] = [
    ['signed out elsewhere', `delete from sessions where sess -> 'user' ->> 'id' = $1`],
    ['another role', `update users set role = 'reviewer' where id::text = $1`],
  ];
  for (const [index, [what, query]] of ends.entries()) {
    const visitor = createVisitor(portal.url);
    await visitor.signIn(user);
    const stream = await listenTo({}, visitor);
    assert.equal((await stream.next())?.code, 'submitted');
    if (index > 0) assert.equal((await stream.next())?.code, 'scanned');
    await ownerPool.query(query, [user.id]);
    await happens((['scanned', 'validated'] as const)[index] ?? 'extracted');
    assert.equal(await stream.next(), undefined, what);
  }
});

test('a portal that stops ends its streams immediately', async () => {
  const stream = await listenTo();
  await stream.next();
  const began = performance.now();
  const stopped = portal.portal.stop(10_000);
  assert.equal(await stream.next(), undefined);
  await stopped;
  assert.ok(performance.now() - began < 5_000);
});
