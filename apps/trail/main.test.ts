/** The program, as an auditor runs it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureBucket } from '#infra/s3/bucket.ts';
import { newActor, openComplete, openTestLending } from '#lending/testing/lending.ts';
import type { TestLending } from '#lending/testing/lending.ts';
import { anchorTrail } from '#vault/index.ts';

let services: TestLending;
let application: string;
const bucket = `trail-${randomBytes(8).toString('hex')}`;
before(async () => {
  services = await openTestLending();
  await ensureBucket(services.s3, bucket, { keepForDays: 1 });
  application = await openComplete(services, newActor('customer'));
  await anchorTrail({ pool: services.worker, s3: services.s3, bucket });
});
after(() => services.close());

async function verify(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { database, storage } = services.connection;
  const env = {
    PATH: process.env['PATH'],
    HARBOR_DATABASE_URL: services.workerUrl,
    HARBOR_DATABASE_CA: database.ca,
    HARBOR_S3_ENDPOINT: storage.endpoint,
    HARBOR_S3_ACCESS_KEY_ID: storage.accessKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: storage.secretAccessKey,
    HARBOR_TRAIL_BUCKET: bucket,
  };
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  return promisify(execFile)(process.execPath, [program, ...args], { env }).then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test('an argument that is none, or names no anchor, is refused and not verified', async () => {
  const refused: [args: string[], words: RegExp][] = [
    [['--from', 'abc'], /--from is the number/],
    [['--from', '0'], /--from is the number/],
    [['--from', '1e3'], /--from is the number/],
    [['--from='], /--from is the number/],
    [['--from', '9'], /--from: no anchor 9/],
    [['--state-dir='], /--state-dir is a folder/],
    [['--form', '1'], /it takes --from NUMBER/],
    [['1'], /it takes --from NUMBER/],
  ];
  for (const [args, words] of refused) {
    const { code, stdout, stderr } = await verify(...args);
    assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^TRAIL_BAD_OPTION .+\n$/);
    assert.match(stderr, words);
  }
});

test('a sound trail is called sound, and a rewritten one by what was rewritten', async () => {
  const { code, stdout } = await verify();
  assert.deepEqual([code, stdout], [0, '1 anchors with 1 ends of chains: sound\n']);

  await services.owner.query(`alter table audit_entries disable trigger audit_is_append_only`);
  await services.owner.query(`delete from audit_entries where subject = $1`, [application]);
  await services.owner.query(`delete from audit_chains where subject = $1`, [application]);
  const answer = await verify();
  assert.equal(answer.code, 3);
  const fault = `CHAIN_REWRITTEN  harbor_portal on ${application}, since anchor 1`;
  assert.deepEqual(answer.stdout.split('\n').slice(0, 2), [
    fault,
    '1 anchors with 1 ends of chains: 1 faults',
  ]);
});

test('without settings it looks for the system that npm start runs, and says so', async () => {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const env = { PATH: process.env['PATH'] };
  const run = promisify(execFile)(process.execPath, [program, '--state-dir', '/none'], { env });
  await assert.rejects(run, { code: 2, stderr: /start the system first, with npm start/ });
});
