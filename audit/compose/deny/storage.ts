import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createS3 } from '#infra/s3/client.ts';
import type { StorageClient } from '#infra/docker/secrets/storage.ts';
import type { Secrets, Stack } from '../stack.ts';

const Bucket = 'harbor-documents';
const write = (Key: string) => new PutObjectCommand({ Bucket, Key, Body: 'written' });
const remove = (Key: string) => new DeleteObjectCommand({ Bucket, Key });
const read = (Key: string) => new GetObjectCommand({ Bucket, Key });
const list = new ListObjectsV2Command({ Bucket });
const ServerSideEncryptionConfiguration = { Rules: [] };

const nobodyMay = {
  'list the bucket': list,
  'write elsewhere': write('elsewhere/x'),
  'make a bucket': new CreateBucketCommand({ Bucket: 'mine' }),
  'remove the bucket': new DeleteBucketCommand({ Bucket }),
  'change who may do what': new PutBucketPolicyCommand({ Bucket, Policy: '{}' }),
  'end the encryption': new PutBucketEncryptionCommand({
    Bucket,
    ServerSideEncryptionConfiguration,
  }),
};

export function describeStorageRights(stack: Stack): void {
  describe('in S3', () => {
    let endpoint: string;
    let secrets: Secrets;
    before(async () => {
      endpoint = `https://${await stack.gateway(8333)}`;
      secrets = await stack.secrets();
    });
    const client = (accessKeyId = '', secretAccessKey = ''): S3Client =>
      createS3({
        endpoint,
        region: 'us-east-1',
        accessKeyId,
        secretAccessKey,
      });
    const as = (name: StorageClient): S3Client =>
      client(secrets.of(`${name}/s3-access-key-id`), secrets.of(`${name}/s3-secret-access-key`));

    for (const [process, own, others] of [
      ['portal', 'uploads', 'letters'],
      ['worker', 'letters', 'uploads'],
    ] as const) {
      test(`the ${process} writes and removes ${own}, and no ${others}`, async () => {
        const s3 = as(process);
        await s3.send(write(`${own}/denied`));
        await s3.send(read(`${own}/denied`));
        await s3.send(remove(`${own}/denied`));
        const denied = { ...nobodyMay, write: write(`${others}/x`), remove: remove(`${others}/x`) };
        for (const [what, command] of Object.entries(denied))
          await assert.rejects(
            s3.send(command as typeof list),
            { name: 'AccessDenied' },
            `${process}: ${what}`,
          );
        s3.destroy();
      });
    }

    test('the approaches keep payloads in a bucket of theirs, which the Codec Server reads; neither reads documents', async () => {
      const payload = { Bucket: 'harbor-payloads', Key: 'denied' };
      const s3 = as('approaches');
      await s3.send(new PutObjectCommand({ ...payload, Body: 'written' }));
      await as('codec-server').send(new GetObjectCommand(payload));
      const refused = { name: 'AccessDenied' };
      const overwrite = new PutObjectCommand({ ...payload, Body: 'again' });
      await assert.rejects(as('codec-server').send(overwrite), refused);
      await as('portal').send(write('uploads/other'));
      for (const process of ['approaches', 'codec-server'] as const)
        for (const command of [read('uploads/other'), write('uploads/x'), list])
          await assert.rejects(as(process).send(command as typeof list), refused, process);
      for (const process of ['portal', 'worker'] as const)
        await assert.rejects(as(process).send(new GetObjectCommand(payload)), refused, process);
      await s3.send(new DeleteObjectCommand(payload));
      await as('portal').send(remove('uploads/other'));
    });

    test('the identity that makes the bucket makes no other', async () => {
      await assert.rejects(as('bucket').send(nobodyMay['make a bucket']), { name: 'AccessDenied' });
    });

    test('who has no key, or a wrong one, reads nothing', async () => {
      const anonymous = await fetch(`${endpoint}/${Bucket}/uploads/x`);
      assert.equal(anonymous.status, 403);
      const id = secrets.of('portal/s3-access-key-id');
      await assert.rejects(client(id, 'a-wrong-secret-key').send(read('uploads/x')), {
        name: 'SignatureDoesNotMatch',
      });
      await assert.rejects(client('unknown', 'unknown-secret-key').send(list), {
        name: 'InvalidAccessKeyId',
      });
    });
  });
}
