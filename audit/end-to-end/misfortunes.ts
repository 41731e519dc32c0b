import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { SampleApplication } from '#lending/samples/application.ts';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';
import { draft, plantApplication, plantWord, submit } from './planting.ts';
import type { RunningSystem, Scenarios } from '#test/testing/system.ts';

/** What goes wrong outside our code: bad files, damaged storage, dying processes, a bureau that is down. */
export const misfortunes: Scenarios = {
  async 'a document is infected: declined'(system) {
    const application = await plantApplication('infected');
    append(application, `\n%/JavaScript ${plantWord('malware', 'infected')}\n`);
    const ref = await submit(system.customer, application);
    assert.ok(await system.customer.until(ref, 'declined'));
  },
  async 'a document cannot be read: a person decides'(system) {
    const application = await plantApplication('unreadable');
    replace(application, `%PDF-1.7 ${plantWord('broken PDF', 'unreadable')}`);
    const ref = await submit(system.customer, application);
    assert.ok(await system.customer.until(ref, 'in-review'));
  },
  async 'a stored document was altered: failed, and nothing of it is used'({
    customer,
    endpoints,
  }) {
    const { form, documents } = await plantApplication('altered');
    const ref = await customer.apply(form);
    const [stored] = await Promise.all(documents.map((document) => customer.upload(ref, document)));
    await alterObject(endpoints.s3, stored as DocumentRef);
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'failed'));
  },
  async 'the bureau answers one time in four: approved'({ customer, tellBureau }) {
    await tellBureau('flaky');
    const ref = await submit(customer, await plantApplication('flaky bureau'));
    assert.ok(await customer.until(ref, 'approved'));
    await tellBureau('normal');
  },
  async 'the portal dies in the middle of an upload: the next try completes it'({
    customer,
    crash,
  }) {
    const application = await plantApplication('portal died');
    const [card, statement] = application.documents;
    const ref = await draft(customer, { ...application, documents: card ? [card] : [] });
    assert.ok(statement);
    const { content, sent } = neverEnding(statement.content);
    const upload = assert.rejects(customer.upload(ref, { ...statement, content }));
    await sent;
    await Promise.all([crash('portal'), upload]);
    await customer.upload(ref, statement);
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'approved'));
  },
  async 'the worker dies in the middle of a run: another one completes it'({ customer, crash }) {
    const ref = await submit(customer, await plantApplication('worker died'));
    assert.ok(await customer.until(ref, 'scanned'));
    await crash('worker');
    assert.ok(await customer.until(ref, 'approved'));
  },
};

/** Leaves an application waiting for a bureau that does not answer, with a failure that Temporal keeps for now. */
export async function waitForBureau({
  customer,
  operator,
  tellBureau,
}: RunningSystem): Promise<ApplicationRef> {
  await tellBureau('down');
  const ref = await submit(customer, await plantApplication('waiting for the bureau'));
  const hasFailed = async (): Promise<boolean> => {
    const { raw } = await operator.workflow.getHandle(ref).describe();
    return raw.pendingActivities?.some(({ lastFailure }) => lastFailure) ?? false;
  };
  while (!(await hasFailed())) await sleep(200);
  return ref;
}

function append({ documents: [, statement] }: SampleApplication, text: string): void {
  if (statement) statement.content = Buffer.concat([statement.content, Buffer.from(text)]);
}

function replace({ documents: [, statement] }: SampleApplication, text: string): void {
  if (statement) statement.content = Buffer.from(text);
}

/** Overwrites a stored object as somebody could who has the key to the bucket and not to the vault. */
async function alterObject(
  config: RunningSystem['endpoints']['s3'],
  ref: DocumentRef,
): Promise<void> {
  const s3 = endpointS3(config);
  const Bucket = config.bucket;
  const { Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `uploads/${ref}` }),
  );
  await s3.send(new PutObjectCommand({ Bucket, Key: Contents?.[0]?.Key, Body: 'something else' }));
  s3.destroy();
}

/** A file whose end does not come; `sent` resolves when its beginning is on its way. */
function neverEnding(beginning: Uint8Array) {
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  async function* content(): AsyncGenerator<Uint8Array> {
    yield beginning;
    resolve();
    await new Promise(() => {});
  }
  return { sent, content: { bytes: 10 * beginning.length, content } };
}
