/** Disks hold data encrypted twice, and nothing that users submitted. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { createPlanting, submit } from '../scenarios/planting.ts';
import { search } from '../search/search.ts';
import { composePlaces, volumePlaces } from './places.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeLeaks(stack: Stack, system: () => ComposeSystem): void {
  describe('the leak search', () => {
    test('the leak search finds no submitted value in any volume, log or answer of a service', async (t) => {
      const { customer, endpoints, planting } = system();
      for (const { email, password } of endpoints.signIns)
        planting.value('password', password, email);
      const approved = await submit(customer, await planting.application('approved last'));
      assert.ok(await customer.until(approved, 'approved'));
      const { places, findings } = await search(
        await composePlaces(stack, system(), approved),
        planting.ledger,
      );
      t.diagnostic(`${planting.ledger.length} values searched for`);
      for (const { name, bytes } of places)
        t.diagnostic(`${String(bytes).padStart(12)} bytes  ${name}`);
      assert.deepEqual(findings, []);
    });

    test('S3’s disk shows no content even of an object that was stored without our encryption', async () => {
      const planting = createPlanting();
      const stored = planting.word('content', 'S3');
      // The content is encrypted at rest; the key is not, which shows that the search would have
      // seen it.
      const control = planting.word('name', 'S3');
      const { s3: config } = system().endpoints;
      const s3 = endpointS3(config);
      const Body = `${stored} `.repeat(2_000);
      await s3.send(
        new PutObjectCommand({ Bucket: config.bucket, Key: `uploads/${control}`, Body }),
      );
      s3.destroy();
      const [, onDisk] = volumePlaces(stack, '');
      assert.ok(onDisk);
      const { findings } = await search([onDisk], planting.ledger);
      assert.deepEqual([...new Set(findings.map(({ field }) => field))], ['name']);
    });
  });
}
