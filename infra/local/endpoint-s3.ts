import type { S3Client } from '@aws-sdk/client-s3';
import type { Endpoints } from './endpoints.ts';
import { createS3 } from '#infra/s3/client.ts';

/**
 * A client for the S3 of a running system, with the login from its endpoints. The caller destroys
 * it.
 */
export function endpointS3(config: Endpoints['s3']): S3Client {
  return createS3({
    HARBOR_S3_ENDPOINT: config.endpoint,
    HARBOR_S3_REGION: config.region,
    HARBOR_S3_ACCESS_KEY_ID: config.accessKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: config.secretAccessKey,
  });
}
