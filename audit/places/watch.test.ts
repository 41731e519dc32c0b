/** What leaves no file behind is seen while it happens. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionOptions } from '#infra/postgres/pool.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { testDatabase, type TestDatabase } from '#test/testing/services.ts';
import { look, type Place } from '../search/search.ts';
import { submitted } from '../search/submitted.ts';
import { placesByField } from './by-field.ts';
import { newFiles } from './new-files.ts';
import { watch } from './watch.ts';

const random = createRandom();
const word = (): string => canaryWord(random);
let database: TestDatabase;
let folder: string;
before(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'harbor-watch-'));
});
after(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function foundIn(place: Place | undefined, values: Record<string, string>) {
  assert.ok(place);
  const ledger = Object.entries(values).map(([field, value]) => submitted(field, value));
  const { findings } = await look([place], ledger);
  return [...new Set(findings.map(({ field }) => field))].sort();
}

async function until(place: Place | undefined, text: string): Promise<void> {
  while ((await foundIn(place, { text })).length === 0) await sleep(20);
}

test('the watch sees names of connections, statements, locks and notifications of PostgreSQL', async () => {
  const values = { name: word(), comment: word(), notification: word(), lock: '912345678' };
  const { ownerUrl: url, ca } = database;
  const records = join(folder, 'none');
  await mkdir(records);
  const [listener, other] = [1, 2].map(() => new pg.Client(connectionOptions({ url, ca })));
  assert.ok(listener && other);
  await Promise.all([listener.connect(), other.connect()]);
  const { places, stop } = await watch({ url, ca }, records);
  await listener.query('listen "application_events"');
  await until(places[0], 'application_events');
  await other.query(`set application_name = '${values.name}'`);
  await other.query('select pg_advisory_lock($1)', [values.lock]);
  await other.query('select pg_notify($1, $2)', ['application_events', values.notification]);
  await other.query(`select 1 /* ${values.comment} */`);
  await stop();
  await Promise.all([listener.end(), other.end()]);
  assert.deepEqual(await foundIn(places[0], values), Object.keys(values).sort());
});

test('the watch sees the title, the arguments and the environment of a process', async () => {
  const values = { title: word(), argument: word(), setting: word() };
  const { ownerUrl: url, ca } = database;
  const records = join(folder, 'run');
  await mkdir(records);
  const sleepers = [
    sleeper([values.argument], { SETTING: values.setting }),
    sleeper(['x'.repeat(99)], {}, `process.title = '${values.title}';`),
  ];
  for (const { pid } of sleepers)
    await writeFile(join(records, `${pid}.json`), JSON.stringify({ pid }));
  const { places, stop } = await watch({ url, ca }, records);
  await until(places[1], values.title);
  await stop();
  for (const child of sleepers) child.kill();
  assert.deepEqual(await foundIn(places[1], values), Object.keys(values).sort());
});

function sleeper(args: string[], env: Record<string, string>, code = ''): ChildProcess {
  return spawn(process.execPath, ['-e', `${code} setInterval(() => {}, 1000)`, ...args], { env });
}

test('a folder that is shared with other programs shows what was written since, and nothing older', async () => {
  const values = { fresh: word(), old: word(), own: word() };
  const shared = join(folder, 'shared');
  await mkdir(join(shared, 'harbor-test-1'), { recursive: true });
  const since = new Date(Date.now() - 1_000);
  for (const [name, text] of [
    ['fresh', values.fresh],
    ['old', values.old],
    ['harbor-test-1/own', values.own],
  ] as const)
    await writeFile(join(shared, name), text);
  await utimes(join(shared, 'old'), 1, 1);
  assert.deepEqual(await foundIn(newFiles('a folder', shared, since), values), ['fresh']);
});

test('requests to the bureau show which value is in which field, and what is in none', async () => {
  const values = { fullName: word(), ssn: '912345678', header: word() };
  const tap = join(folder, 'tap');
  const body = JSON.stringify({ fullName: `${values.fullName} "${values.ssn}`, ssn: values.ssn });
  await record(
    tap,
    'credit-bureau',
    `POST /v1/identity-checks HTTP/1.1\r\nx: ${values.header}\r\n\r\n${body}`,
  );
  const [fullName, ssn, , besides] = placesByField(tap).map((place) => ({ ...place, mayHold: [] }));
  assert.deepEqual(await foundIn(fullName, values), ['fullName', 'ssn']);
  assert.deepEqual(await foundIn(ssn, values), ['ssn']);
  assert.deepEqual(await foundIn(besides, values), ['header']);
});

test('the headers of an answer are told from its body', async () => {
  const values = { cookie: word(), body: word() };
  const tap = join(folder, 'tap');
  const answer = `HTTP/1.1 200 OK\r\nSet-Cookie: ${values.cookie}\r\n\r\n${values.body}`;
  await record(tap, 'portal', '', answer + answer);
  assert.deepEqual(await foundIn(placesByField(tap).at(-1), values), ['cookie']);
});

async function record(tap: string, service: string, to: string, from = ''): Promise<void> {
  await mkdir(join(tap, service), { recursive: true });
  await writeFile(join(tap, service, '0001-to-server'), to);
  await writeFile(join(tap, service, '0001-from-server'), from);
}
