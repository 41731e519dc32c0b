import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { get } from 'node:https';
import { once } from 'node:events';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { testBucket } from '#test/testing/services.ts';

/** The ports that the object store listens on, its own S3 gateway left out. */
async function internalPorts(gateway: number): Promise<{ http: number[]; all: number[] }> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args=']);
  const ours = stdout.split('\n').find((args) => args.includes(`-s3.port=${gateway} `)) ?? '';
  const ports = (option: RegExp) => [...ours.matchAll(option)].map(([, port]) => Number(port));
  return { http: ports(/-(?:master|volume|filer)\.port=(\d+)/g), all: ports(/port[.a-z]*=(\d+)/g) };
}

test('the parts of the object store answer each other and refuse everyone else', async () => {
  const { options, drop } = await testBucket();
  const gateway = Number(new URL(options.endpoint).port);
  const { http, all } = await internalPorts(gateway);
  assert.equal(http.length, 3);
  assert.ok(all.length >= 8);
  for (const port of http) {
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 400, 'without TLS');
    const asked = get({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const [error] = (await once(asked, 'response').catch((reason: unknown) => [reason])) as [Error];
    assert.match(String(error), /certificate required|ECONNRESET|EPIPE/, 'without a certificate');
  }
  await drop();
});
