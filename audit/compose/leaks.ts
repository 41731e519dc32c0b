/** What rests on disks: ciphertext twice over, and nothing of what people sent. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { ledger, plant, plantApplication, submit } from '#audit/end-to-end/planting.ts';
import { submitted } from '../search/ledger.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { search } from '../search/search.ts';
import { composePlaces, volumePlaces } from './places.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeLeaks(stack: Stack, system: () => ComposeSystem): void {
  describe('nothing that anybody sent', () => {
    test('is in the clear: in no volume, no log, no answer of Temporal, Postgres, S3 or the mail sink', async (t) => {
      const { customer, endpoints } = system();
      for (const { email, password } of endpoints.signIns) plant('password', password, email);
      const approved = await submit(customer, await plantApplication('the last'));
      assert.ok(await customer.until(approved, 'approved'));
      const { places, findings } = await search(
        await composePlaces(stack, system(), approved),
        ledger(),
      );
      t.diagnostic(`${ledger().length} values searched for`);
      for (const { name, bytes } of places)
        t.diagnostic(`${String(bytes).padStart(12)} bytes  ${name}`);
      assert.deepEqual(findings, []);
    });

    test('is readable on S3’s disk even where it was sent unencrypted', async () => {
      const [stored, control] = [canaryWord(createRandom()), canaryWord(createRandom())];
      const { s3: config } = system().endpoints;
      const s3 = endpointS3(config);
      const Body = `${stored} `.repeat(2_000);
      await s3.send(
        new PutObjectCommand({ Bucket: config.bucket, Key: `uploads/${control}`, Body }),
      );
      s3.destroy();
      const [, onDisk] = volumePlaces(stack, '');
      assert.ok(onDisk);
      // What is in the object is encrypted; its name is not, which shows that the search would have seen it.
      const values = [
        submitted('content', stored, { of: 'S3' }),
        submitted('name', control, { of: 'S3' }),
      ];
      const { findings } = await search([onDisk], values);
      assert.deepEqual([...new Set(findings.map(({ field }) => field))], ['name']);
    });
  });
}
