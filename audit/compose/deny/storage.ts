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
import type { Stack, StackSecrets } from '../stack.ts';

const Bucket = 'harbor-documents';
const write = (Key: string) => new PutObjectCommand({ Bucket, Key, Body: 'written' });
const remove = (Key: string) => new DeleteObjectCommand({ Bucket, Key });
const read = (Key: string) => new GetObjectCommand({ Bucket, Key });
const list = new ListObjectsV2Command({ Bucket });
const ServerSideEncryptionConfiguration = { Rules: [] };

const alwaysDenied = {
  'list the bucket': list,
  'write under another prefix': write('elsewhere/x'),
  'create a bucket': new CreateBucketCommand({ Bucket: 'mine' }),
  'remove the bucket': new DeleteBucketCommand({ Bucket }),
  'change the bucket policy': new PutBucketPolicyCommand({ Bucket, Policy: '{}' }),
  'switch off encryption': new PutBucketEncryptionCommand({
    Bucket,
    ServerSideEncryptionConfiguration,
  }),
};

export function describeStorageRights(stack: Stack): void {
  describe('S3', () => {
    let endpoint: string;
    let secrets: StackSecrets;
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
      test(`in S3 the ${process} writes and removes ${own} but no ${others}`, async () => {
        const s3 = as(process);
        await s3.send(write(`${own}/denied`));
        await s3.send(read(`${own}/denied`));
        await s3.send(remove(`${own}/denied`));
        const denied = {
          ...alwaysDenied,
          write: write(`${others}/x`),
          remove: remove(`${others}/x`),
        };
        for (const [what, command] of Object.entries(denied))
          await assert.rejects(
            s3.send(command as typeof list),
            { name: 'AccessDenied' },
            `${process}: ${what}`,
          );
        s3.destroy();
      });
    }

    test('in S3 the approaches write payloads, the Codec Server reads them, and neither reads documents', async () => {
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

    test('the S3 identity that creates the bucket cannot create another', async () => {
      await assert.rejects(as('bucket').send(alwaysDenied['create a bucket']), {
        name: 'AccessDenied',
      });
    });

    test('S3 denies every request without a valid access key', async () => {
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
