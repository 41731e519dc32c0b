import { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '#infra/config/config.ts';

export type S3Config = Config<
  | 'HARBOR_S3_ENDPOINT'
  | 'HARBOR_S3_REGION'
  | 'HARBOR_S3_ACCESS_KEY_ID'
  | 'HARBOR_S3_SECRET_ACCESS_KEY'
>;

/** A client for any S3 service: path-style addresses, three attempts, time-outs in milliseconds. */
export function createS3(config: S3Config): S3Client {
  return new S3Client({
    endpoint: config.HARBOR_S3_ENDPOINT,
    region: config.HARBOR_S3_REGION,
    credentials: {
      accessKeyId: config.HARBOR_S3_ACCESS_KEY_ID,
      secretAccessKey: config.HARBOR_S3_SECRET_ACCESS_KEY,
    },
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    // The vault keeps its own SHA-256 of every object, so a second checksum of each part would say nothing new.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
