import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import type { TestPortal } from '../testing/portal.ts';
import { asBrowser, completeDraft, createVisitor } from '../testing/visitor.ts';
import type { Visitor } from '../testing/visitor.ts';
import { agentWords } from './agent.ts';

let portal: TestPortal;
let user: { id: string; email: string };
let [here, there, stranger] = [] as unknown as [Visitor, Visitor, Visitor];

before(async () => {
  portal = await startTestPortal();
  user = await portal.addUser('customer');
  stranger = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
});
beforeEach(async () => {
  [here, there] = [createVisitor(portal.url), createVisitor(portal.url)];
  for (const visitor of [here, there]) await visitor.signIn(user);
});
after(() => portal.stop());

interface Shown {
  handle: string;
  agent: string;
  startedAt: string;
  lastUsedAt: string;
  isThis: boolean;
}

const sessionsOf = async (visitor: Visitor): Promise<Shown[]> =>
  (await visitor.get('/sessions')).json.sessions as Shown[];
const statusOf = async (visitor: Visitor) => (await visitor.get('/applications')).status;

test('people see their own sessions, since when and when they were last used', async () => {
  await portal.ownerPool.query(
    `delete from sessions where sess -> 'user' ->> 'id' = $1 and sess ->> 'handle' <> $2`,
    [user.id, (await sessionsOf(here)).find(({ isThis }) => isThis)?.handle],
  );
  const [only, ...others] = await sessionsOf(here);
  assert.deepEqual([only?.agent, only?.isThis, others], ['A program', true, []]);
  for (const at of [only?.startedAt, only?.lastUsedAt])
    assert.ok(Math.abs(Date.parse(at ?? '') - Date.now()) < 30_000);
});

test('the page shows nothing of a session’s token', async () => {
  const { text } = await here.get('/sessions', asBrowser);
  assert.match(text, /Where you are signed in/);
  const { rows } = await portal.ownerPool.query<{ sid: string }>('select sid from sessions');
  for (const { sid } of rows) assert.ok(!text.includes(sid));
});

test('ending one session ends that one, and none of another person’s', async () => {
  const before = await sessionsOf(here);
  const ended = before.find(({ isThis }) => !isThis)?.handle ?? assert.fail();
  await stranger.post(`/sessions/${ended}/end`);
  assert.equal((await sessionsOf(here)).length, before.length);
  await here.post(`/sessions/${ended}/end`);
  const left = (await sessionsOf(here)).map(({ handle }) => handle);
  assert.deepEqual(
    left.sort(),
    before.flatMap(({ handle }) => (handle === ended ? [] : [handle])).sort(),
  );
});

test('signing out everywhere ends every session of the person, and leads to the provider', async () => {
  const answer = await here.post('/sessions/end', undefined, asBrowser);
  assert.ok(answer.headers.get('Location')?.startsWith(`${portal.identity.issuer}/session/end`));
  assert.match(answer.headers.getSetCookie().join(), /harbor=;/);
  assert.deepEqual([await statusOf(here), await statusOf(there)], [401, 401]);
  assert.equal(await statusOf(stranger), 200);
});

test('live pages end with their session, whichever portal has ended it', async () => {
  const ref = await completeDraft(there);
  await portal.applications.submit({ id: user.id, role: 'customer' }, ref);
  const stream = await fetch(`${portal.url}/applications/${ref}/events`, {
    headers: { Accept: 'text/event-stream', Cookie: there.cookie() },
    signal: AbortSignal.timeout(10_000),
  });
  const reader = stream.body?.getReader() ?? assert.fail('no stream');
  assert.equal((await reader.read()).done, false);
  // As another process does: this one learns of it from Postgres.
  await portal.ownerPool.query(`delete from sessions where sess -> 'user' ->> 'id' = $1`, [
    user.id,
  ]);
  while (!(await reader.read()).done);
});

describe('the words for a browser', () => {
  const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
  for (const [userAgent, words] of [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${webKit} Chrome/140.0 Safari/537.36 Edg/140.0`,
      'Edge on Windows',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/140.0 Safari/537.36`,
      'Chrome on Android',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/26.0 Safari/605.1.15`,
      'Safari on macOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Safari/604.1`,
      'Safari on iPhone',
    ],
    ['Firefox', 'Firefox'],
    ['<script>', 'A program'],
    [undefined, 'A program'],
  ] as const)
    test(`${userAgent ?? 'nothing'} is ${words}`, () => assert.equal(agentWords(userAgent), words));
});
