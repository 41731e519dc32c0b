/**
 * What is left of an application when its process dies. audit/end-to-end.test.ts shows the same for
 * the product.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { startTestSmtp } from '#activities/outside/testing/smtp.ts';
import { createKeyFile } from '#infra/kms/local-key-file.ts';
import { freePorts } from '#infra/local/ports.ts';
import { createProcesses } from '#infra/local/processes.ts';
import { serverSentEvents } from '#apps/portal/client/server-sent-events.ts';
import { testTemporal } from '#test/testing/services.ts';
import { createBureau } from '#apps/credit-bureau/bureau.ts';
import type { RunRequest } from './contract.ts';
import { makeSubmission } from './submission.ts';

const apiKey = 'key-of-the-test-that-crashes';
const taken = {
  data: 'canary',
  scenario: 'approved',
  approaches: ['traditional', 'naive'],
} as const;

test('a process killed midway loses the traditional application, while Temporal resumes the naive one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'harbor-crash-'));
  t.after(() => rm(folder, { recursive: true }));
  const [smtp, bureau] = [await startTestSmtp(), await startSlowBureau()];
  t.after(() => Promise.all([smtp.close(), bureau.close()]));
  const processes = createProcesses(folder);
  t.after(() => processes.stop());
  const start = await starter(folder, processes.start, {
    smtpUrl: smtp.url,
    bureauUrl: bureau.url,
  });
  const request = { ...taken, seed: Math.floor(Math.random() * 2 ** 32) };
  const { form } = (await makeSubmission(request)).application;

  const first = await start();
  const id = await first.begin(request);
  await bureau.asked(2);
  first.process.kill();
  await first.process.exited;
  await bureau.behave('normal');

  const second = await start();
  assert.equal((await second.ask(`/runs/${id}`)).status, 404);
  // Any run brings the naive worker back. What was under way is in no report.
  await second.untilEnded(
    await second.begin({ ...request, seed: another(request.seed), approaches: ['naive'] }),
  );
  const connection = await Connection.connect({ address: testTemporal().address });
  const client = new Client({ connection });
  const ended = (await client.workflow.getHandle(`loan-${form.email}`).result()) as {
    outcome: string;
  };
  await connection.close();
  assert.equal(ended.outcome, 'approved');
  assert.equal(smtp.messages.filter((message) => message.includes(`To: ${form.email}`)).length, 1);
});

/** Unsigned: `^` alone can return a negative number, which a request may not hold. */
const another = (seed: number): number => (seed ^ 1) >>> 0;

/** Answers late enough to kill the process meanwhile. */
async function startSlowBureau() {
  const server = createBureau({ apiKey }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const behave = (mode: string) =>
    fetch(`${url}/v1/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });
  await behave('slow');
  let checks = 0;
  server.on('request', ({ method }: IncomingMessage) => (checks += method === 'POST' ? 1 : 0));
  return {
    url,
    behave,
    async asked(times: number) {
      while (checks < times) await sleep(50);
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Start = ReturnType<typeof createProcesses>['start'];

/** Starts the process on a free port, as often as it is called. */
async function starter(
  folder: string,
  start: Start,
  { smtpUrl, bureauUrl }: { smtpUrl: string; bureauUrl: string },
) {
  const [keyFile, profile] = [join(folder, 'key'), join(folder, 'profile.toml')];
  await Promise.all([createKeyFile(keyFile), writeFile(profile, '[profile.default]\n')]);
  return async () => {
    const [port = 0] = await freePorts(1);
    const process = await start({
      name: 'approaches',
      command: globalThis.process.execPath,
      args: [join(import.meta.dirname, 'main.ts')],
      env: {
        ...environment({ keyFile, profile, smtpUrl, bureauUrl }),
        HARBOR_APPROACHES_PORT: String(port),
      },
      ready: /"event":"ready"/,
    });
    return { process, ...callerOf(`http://127.0.0.1:${port}`) };
  };
}

function environment(given: {
  keyFile: string;
  profile: string;
  smtpUrl: string;
  bureauUrl: string;
}) {
  const nowhere = 'http://127.0.0.1:1';
  return {
    TEMPORAL_ADDRESS: testTemporal().address,
    TEMPORAL_CONFIG_FILE: given.profile,
    HARBOR_APPROACHES_API_KEY: apiKey,
    HARBOR_BUREAU_URL: given.bureauUrl,
    HARBOR_BUREAU_API_KEY: apiKey,
    HARBOR_SMTP_URL: given.smtpUrl,
    HARBOR_MAIL_FROM: 'loans@harbor.example',
    HARBOR_REVIEWERS_MAIL: 'reviewers@harbor.example',
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: given.keyFile,
    // Of the approaches that this test does not ask for.
    HARBOR_PORTAL_URL: nowhere,
    HARBOR_APPROACHES_CUSTOMER_EMAIL: 'nobody@harbor.example',
    HARBOR_APPROACHES_CUSTOMER_PASSWORD: 'none',
    HARBOR_APPROACHES_REVIEWER_EMAIL: 'nobody@harbor.example',
    HARBOR_APPROACHES_REVIEWER_PASSWORD: 'none',
    HARBOR_S3_ENDPOINT: nowhere,
    HARBOR_S3_BUCKET: 'none',
    HARBOR_S3_ACCESS_KEY_ID: 'none',
    HARBOR_S3_SECRET_ACCESS_KEY: 'none-that-is-longer',
  };
}

function callerOf(url: string) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const ask = (path: string, more: RequestInit = {}) => fetch(url + path, { headers, ...more });
  return {
    ask,
    async begin(request: RunRequest): Promise<string> {
      const answer = await ask('/runs', { method: 'POST', body: JSON.stringify(request) });
      assert.equal(answer.status, 201);
      return ((await answer.json()) as { id: string }).id;
    },
    async untilEnded(id: string): Promise<void> {
      const { body } = await ask(`/runs/${id}`, {
        headers: { ...headers, accept: 'text/event-stream' },
      });
      for await (const { event } of serverSentEvents(body)) if (event === 'end') return;
    },
  };
}
