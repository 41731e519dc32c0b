/** What is stored carries a mark; the tables and the bucket are searched for it byte by byte. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { newActor, open, openTestVault, someProfile, theWorker } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

const canary = 'canary-7f3a';
let services: TestVault;
before(async () => (services = await openTestVault()));
after(() => services.close());

// control: PCI 3.5.1, SOC2 C1.1
test('no plaintext of a record or a document is readable in the tables or in S3', async () => {
  const member = newActor('member');
  const subject = await open(services, member);
  const session = services.vault.as(member);
  const value = { ...someProfile, name: canary };
  await session.put('profile', { subject, value });
  await services.workerVault
    .as(theWorker)
    .put('finding', { subject, value: { sound: true, remark: canary } });
  const content = Readable.from([Buffer.from(canary.repeat(20_000))]);
  const named = { fileName: `${canary}.pdf`, mediaType: `subject/${canary}` };
  await session.putDocument({
    subject,
    type: 'scan',
    ...named,
    content,
    maxBytes: 2 ** 20,
  });

  assert.ok((await everythingInPostgres()).includes(subject), 'the search finds what is there');
  assert.ok(!(await everythingInPostgres()).includes(canary));
  const objects = await everythingInS3();
  assert.equal(objects.length, 1);
  for (const object of objects) assert.ok(!object.includes(canary));
});

/**
 * Every row of every table, as its stored bytes; `bytea` is unfolded, since Postgres prints it as
 * hex.
 */
async function everythingInPostgres(): Promise<string> {
  const tables = await services.owner.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables.rows) {
    await services.owner.query(`alter table ${name} disable row level security`);
    const { rows } = await services.owner.query<Record<string, unknown>>(`select * from ${name}`);
    for (const value of rows.flatMap(Object.values)) {
      found.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));
    }
  }
  return found.join('\n');
}

/** Every object: its key, its headers and its body. */
async function everythingInS3(): Promise<string[]> {
  const Bucket = services.bucket;
  const { Contents = [] } = await services.s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body, ...headers } = await services.s3.send(new GetObjectCommand({ Bucket, Key }));
      const body = Buffer.from(await Body!.transformToByteArray());
      return [Key, JSON.stringify(headers), body.toString('latin1')].join('\n');
    }),
  );
}
