import { createRequire } from 'node:module';
import type { S3Client } from '@aws-sdk/client-s3';
import { ExternalStorage } from '@temporalio/common';
import type { DataConverter } from '@temporalio/common';
import { S3StorageDriver } from '@temporalio/external-storage-s3';
import { AwsSdkS3StorageDriverClient } from '@temporalio/external-storage-s3-aws-sdk';
import { createEncryptingCodec } from './codec.ts';
import type { CodecOptions } from './codec.ts';

const { resolve } = createRequire(import.meta.url);

/** The converters that belong with the codec. */
const converterPaths = {
  payloadConverterPath: resolve('./payload-converter.ts'),
  failureConverterPath: resolve('./failure-converter.ts'),
};

/** What a workflow bundle must be built with for these data converters, beside its workflows. */
export const codecBundleOptions = {
  ...converterPaths,
  workflowInterceptorModules: [resolve('./refusal-interceptor.ts')],
};

/** For a client, a worker or a replay: payloads, and the texts of errors, as ciphertext. */
export function createCodecDataConverter(options: CodecOptions): DataConverter {
  return { ...converterPaths, payloadCodecs: [createEncryptingCodec(options)] };
}

export interface ExternalStorageOptions extends CodecOptions {
  s3: S3Client;
  bucket: string;
}

/**
 * The same, with every payload in S3 and a reference to it in history. The codec comes first: S3
 * gets ciphertext. Without it S3 would get plaintext, and history an unkeyed hash of it.
 */
export function createExternalStorageDataConverter({
  s3,
  bucket,
  ...options
}: ExternalStorageOptions): DataConverter {
  const driver = new S3StorageDriver({ client: new AwsSdkS3StorageDriverClient(s3), bucket });
  return {
    ...createCodecDataConverter(options),
    externalStorage: new ExternalStorage({ drivers: [driver], payloadSizeThreshold: 0 }),
  };
}
