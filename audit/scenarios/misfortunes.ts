import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ApplicationRef, DocumentRef } from '#contract/index.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { SampleDocument } from '#lending/samples/application.ts';
import type { RunningSystem } from '#test/testing/system.ts';
import { draft, submit } from './planting.ts';
import type { Scenarios, Scene } from './scenario.ts';

/**
 * What goes wrong outside our code: bad files, altered objects, crashes, a credit bureau that is
 * down.
 */
export const misfortunes: Scenarios = {
  async 'an infected document is replaced by its owner'({ customer, planting }) {
    const { form, documents } = await planting.application('infected');
    const script = planting.word('malware', 'infected');
    const [card, statement] = documents as [SampleDocument, SampleDocument];
    const ref = await draft(customer, { form, documents: [card] });
    const infected = await customer.upload(ref, {
      ...statement,
      content: append(statement, `\n999 0 obj <</S /JavaScript /JS (${script})>> endobj\n`),
    });
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'documents-refused'));
    await customer.removeDocument(ref, infected);
    await customer.upload(ref, statement);
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'approved'));
  },
  async 'a broken document is refused at once, and one without text is referred to a reviewer'({
    customer,
    planting,
  }) {
    const { form, documents } = await planting.application('unreadable');
    const [card, statement] = documents as [SampleDocument, SampleDocument];
    const ref = await draft(customer, { form, documents: [card] });
    const broken = Buffer.from(`%PDF-1.7 ${planting.word('broken PDF', 'unreadable')}`);
    await assert.rejects(customer.upload(ref, { ...statement, content: broken }), {
      code: 'DOCUMENT_BROKEN',
    });
    await customer.upload(ref, { ...statement, content: withoutText(statement) });
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'in-review'));
  },
  async 'an application whose stored document was altered fails'({
    customer,
    endpoints,
    planting,
  }) {
    const { form, documents } = await planting.application('altered');
    const ref = await customer.apply(form);
    const [stored] = await Promise.all(documents.map((document) => customer.upload(ref, document)));
    await alterObject(endpoints.s3, stored as DocumentRef);
    await customer.submit(ref);
    assert.ok(await customer.until(ref, 'failed'));
  },
  async 'an application is approved although the bureau answers only one request in four'(scene) {
    const { customer, tellBureau, planting } = scene;
    await tellBureau('flaky');
    const ref = await submit(customer, await planting.application('flaky bureau'));
    assert.ok(await customer.until(ref, 'approved'));
    await tellBureau('normal');
  },
  async 'an upload during which the portal crashed succeeds when it is retried'(scene) {
    const { customer, crash, planting } = scene;
    const application = await planting.application('portal died');
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
  async 'an application is completed by another worker after its worker crashed'(scene) {
    const { customer, crash, planting } = scene;
    const ref = await submit(customer, await planting.application('worker died'));
    assert.ok(await customer.until(ref, 'scanned'));
    await crash('worker');
    assert.ok(await customer.until(ref, 'approved'));
  },
};

/**
 * Leaves an application waiting for a bureau that is down, with a pending failure that Temporal
 * keeps.
 */
export async function waitForBureau(scene: Scene): Promise<ApplicationRef> {
  const { customer, operator, tellBureau, planting } = scene;
  await tellBureau('down');
  const ref = await submit(customer, await planting.application('waiting for the bureau'));
  const hasFailed = async (): Promise<boolean> => {
    const { raw } = await operator.workflow.getHandle(ref).describe();
    return raw.pendingActivities?.some(({ lastFailure }) => lastFailure) ?? false;
  };
  while (!(await hasFailed())) await sleep(200);
  return ref;
}

function append({ content }: SampleDocument, text: string): Buffer {
  return Buffer.concat([content, Buffer.from(text)]);
}

/** The PDF with nothing to read on its pages. */
function withoutText({ content }: SampleDocument): Buffer {
  const blank = (reference: string): string => ' '.repeat(reference.length);
  const text = content.toString('latin1').replaceAll(/\/Contents \d+ 0 R/g, blank);
  return Buffer.from(text, 'latin1');
}

/**
 * Overwrites a stored object, as an attacker could who has write access to the bucket but no key.
 */
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

/** A file that never ends; `sent` resolves when its beginning is on its way. */
function neverEnding(beginning: Uint8Array) {
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  async function* content(): AsyncGenerator<Uint8Array> {
    yield beginning;
    resolve();
    await new Promise(() => {});
  }
  return { sent, content: { bytes: 10 * beginning.length, content } };
}
