import { S3Client } from '@aws-sdk/client-s3';

export interface S3Options {
  /** `https://host:port` */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * A client for any S3 service: path-style addresses, three attempts, time-outs of 5 s to connect
 * and 60 s without data. The caller destroys it.
 */
export function createS3({ endpoint, region, ...credentials }: S3Options): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    // The vault keeps its own SHA-256 of every object: a second checksum of each part adds nothing.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
