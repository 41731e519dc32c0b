/** What is submitted carries a mark; wherever it rests, the mark is looked for byte by byte. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { open, openTestVault, someDetails, theWorker } from './testing/vault.ts';
import type { TestVault } from './testing/vault.ts';

const canary = 'canary-7f3a';
let services: TestVault;
before(async () => (services = await openTestVault()));
after(() => services.close());

test('nothing that was submitted is readable in the tables or in S3', async () => {
  const customer = await services.newActor('customer');
  const application = await open(services, customer);
  const session = services.vault.as(customer);
  const value = { ...someDetails, fullName: canary, address: canary };
  await session.put('application-details', { application, value });
  await services.workerVault
    .as(theWorker)
    .put('identity-report', { application, value: { confirmed: true, bureauReference: canary } });
  const content = Readable.from([Buffer.from(canary.repeat(20_000))]);
  const named = { fileName: `${canary}.pdf`, mediaType: `application/${canary}` };
  await session.putDocument({
    application,
    type: 'identity',
    ...named,
    content,
    maxBytes: 2 ** 20,
  });

  assert.ok((await everythingInPostgres()).includes(application), 'the search finds what is there');
  assert.ok(!(await everythingInPostgres()).includes(canary));
  const objects = await everythingInS3();
  assert.equal(objects.length, 1);
  for (const object of objects) assert.ok(!object.includes(canary));
});

/** Every row of every table, as its stored bytes; `bytea` is unfolded, since Postgres prints it as hex. */
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
