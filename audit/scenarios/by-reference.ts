/** The product itself: every scenario, with a canary in everything that is sent. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { ApplicationRef } from '#contract/index.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { Endpoints } from '#infra/local/endpoints.ts';
import type { System } from '#test/testing/system.ts';
import { temporaryLandmark } from '../places/all.ts';
import type { Submitted } from '../search/submitted.ts';
import { misfortunes, waitForBureau } from './misfortunes.ts';
import { outcomes } from './outcomes.ts';
import { createPlanting, submit } from './planting.ts';
import { refusals } from './refusals.ts';
import type { Scenarios, Scene } from './scenario.ts';

/** What was submitted to the product. */
export interface PlantedByReference {
  values: readonly Submitted[];
  /** An application that was processed to its end. */
  processed: ApplicationRef;
  /**
   * Aborts the upload that is in flight, for which the portal would otherwise wait when it stops.
   */
  stop(): void;
}

/**
 * Runs every scenario, and leaves an upload, a failing activity and an application in flight.
 * @param say receives a line of progress for each scenario
 * @param meanwhile runs beside the scenarios that disturb neither storage nor the bureau
 */
export async function plantByReference(
  system: System & { endpoints: Endpoints },
  say: (line: string) => void,
  meanwhile: () => Promise<void>,
): Promise<PlantedByReference> {
  const planting = createPlanting();
  const scene = { ...system, planting };
  const { customer, endpoints } = system;
  await keepVersions(endpoints.s3);
  await writeFile(join(endpoints.temporaryFolder, 'audit'), temporaryLandmark);
  for (const { email, password } of endpoints.signIns) planting.value('password', password, email);
  await Promise.all([runEach({ ...outcomes, ...refusals }), meanwhile()]);
  await runEach(misfortunes);
  const processed = await submit(customer, await planting.application('approved last'));
  await customer.until(processed, 'approved');
  await waitForBureau(scene);
  const stop = await leaveUploadInFlight(scene);
  const values = planting.ledger.map((value) => ({ ...value, of: `by-reference/${value.of}` }));
  return { values, processed, stop };

  async function runEach(scenarios: Scenarios): Promise<void> {
    for (const [name, run] of Object.entries(scenarios)) {
      await run(scene);
      say(`by-reference: ${name}`);
    }
  }
}

/**
 * Keeps everything that is overwritten or deleted from now on, as the owner of a bucket may choose
 * to do.
 */
async function keepVersions(config: Endpoints['s3']): Promise<void> {
  const s3 = endpointS3(config);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: config.bucket, VersioningConfiguration }));
  s3.destroy();
}

/** Sends the beginning of a file that is larger than a part. Returns a function that aborts it. */
async function leaveUploadInFlight(scene: Scene): Promise<() => void> {
  const { customer, endpoints, planting } = scene;
  const of = 'upload in flight';
  const { form } = await planting.application(of);
  const ref = await customer.apply(form);
  const word = planting.word('beginning of a file', of);
  const beginning = Buffer.from(`%PDF-1.7 ${word} `.padEnd(12_000_000));
  const { promise: aborted, resolve: stop } = Promise.withResolvers<void>();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield beginning;
    await aborted;
    throw new Error('the browser was closed');
  }
  const content = { bytes: 2 * beginning.length, content: bytes };
  const file = { type: 'identity', fileName: 'endless.pdf', mediaType: 'application/pdf' } as const;
  customer.upload(ref, { ...file, content }).catch(() => {});
  await untilUploadIsInFlight(endpoints.s3);
  return stop;
}

async function untilUploadIsInFlight(config: Endpoints['s3']): Promise<void> {
  const s3 = endpointS3(config);
  const list = new ListMultipartUploadsCommand({ Bucket: config.bucket });
  while (((await s3.send(list)).Uploads ?? []).length === 0) await sleep(100);
  s3.destroy();
}
