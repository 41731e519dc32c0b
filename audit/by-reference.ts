/** The product itself: everything that people and misfortune do with it, a canary in all that is sent. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { Endpoints } from '#infra/local/endpoints.ts';
import type { Submitted } from './search/ledger.ts';
import { misfortunes, waitForBureau } from '#audit/end-to-end/misfortunes.ts';
import { outcomes } from '#audit/end-to-end/outcomes.ts';
import { ledger, plant, plantApplication, plantWord, submit } from '#audit/end-to-end/planting.ts';
import { refusals } from '#audit/end-to-end/refusals.ts';
import type { Scenarios, System } from '#test/testing/system.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { ApplicationRef } from '#contract/index.ts';
import { temporaryLandmark } from './places/all.ts';

/** What was sent to the product, and one of the applications that it has processed. */
export interface Planted {
  values: readonly Submitted[];
  processed: ApplicationRef;
  /** Breaks off what is under way: the portal waits for uploads before it stops. */
  stop(): void;
}

/**
 * Runs every scenario, and leaves an upload, a failing activity and an application under way.
 * @param meanwhile what does not mind that all this goes on, as long as storage and the bureau are well
 */
export async function plantByReference(
  system: System,
  say: (line: string) => void,
  meanwhile = async (): Promise<void> => {},
): Promise<Planted> {
  const { customer, endpoints } = system;
  await keepVersions(endpoints.s3);
  await writeFile(join(endpoints.temporaryFolder, 'audit'), temporaryLandmark);
  for (const { email, password } of endpoints.signIns) plant('password', password, email);
  await Promise.all([runEach({ ...outcomes, ...refusals }), meanwhile()]);
  await runEach(misfortunes);
  const processed = await submit(customer, await plantApplication('approved last'));
  await customer.until(processed, 'approved');
  await waitForBureau(system);
  const stop = await leaveUploadUnderWay(system);
  const values = ledger().map((value) => ({ ...value, of: `by-reference/${value.of}` }));
  return { values, processed, stop };

  async function runEach(scenarios: Scenarios): Promise<void> {
    for (const [name, run] of Object.entries(scenarios)) {
      await run(system);
      say(`by-reference: ${name}`);
    }
  }
}

/** What is overwritten or deleted from now on can still be searched, as a bucket's owner may have it. */
async function keepVersions(config: Endpoints['s3']): Promise<void> {
  const s3 = endpointS3(config);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: config.bucket, VersioningConfiguration }));
  s3.destroy();
}

/** The beginning of a file that is larger than a part; gives what breaks it off. */
async function leaveUploadUnderWay({
  customer,
  endpoints: { s3: config },
}: System): Promise<() => void> {
  const { form } = await plantApplication('upload under way');
  const ref = await customer.apply(form);
  const word = plantWord('beginning of a file', 'upload under way');
  const beginning = Buffer.from(`%PDF-1.7 ${word} `.padEnd(12_000_000));
  const { promise: brokenOff, resolve: stop } = Promise.withResolvers<void>();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield beginning;
    await brokenOff;
    throw new Error('the browser was closed');
  }
  const content = { bytes: 2 * beginning.length, content: bytes };
  const file = {
    type: 'identity',
    fileName: 'endless.pdf',
    mediaType: 'application/pdf',
    content,
  } as const;
  customer.upload(ref, file).catch(() => {});
  const s3 = endpointS3(config);
  const isUnderWay = async (): Promise<boolean> => {
    const { Uploads = [] } = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: config.bucket }),
    );
    return Uploads.length > 0;
  };
  while (!(await isUnderWay())) await sleep(100);
  s3.destroy();
  return stop;
}
