import type { S3Client } from '@aws-sdk/client-s3';
import type { Endpoints } from './endpoints.ts';
import { createS3 } from '#infra/s3/client.ts';

/**
 * A client for the S3 of a running system, with the login from its endpoints. The caller destroys
 * it.
 */
export function endpointS3(config: Endpoints['s3']): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = config;
  return createS3({ endpoint, region, accessKeyId, secretAccessKey });
}
