/** The audit trail of the running containers, and its anchors. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import { trailBucket } from '#infra/s3/rights.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeTrail(stack: Stack, system: () => ComposeSystem): void {
  describe('the audit trail', () => {
    test('it is anchored every minute, and agrees with its anchors', async () => {
      const verify = () => stack.compose('run', '--rm', 'audit-verify');
      while ((await verify()).startsWith('0 anchors')) await sleep(10_000);
      assert.match(await verify(), /^\d+ anchors with \d+ ends of chains: sound\n$/);
    });

    test('not even the identity that made their bucket can delete an anchor', async () => {
      const s3 = endpointS3(system().endpoints.s3);
      const Bucket = trailBucket;
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      assert.ok(Versions.length > 0);
      for (const { Key, VersionId } of Versions)
        await assert.rejects(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
      s3.destroy();
    });
  });
}
