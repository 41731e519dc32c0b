/** The settings of the two processes: each gets what it needs, and nothing of the other's. */
import { bucket } from './services.ts';
import type { Services } from './services.ts';

export interface Installation extends Services {
  keyFile: string;
  workflowBundle: string;
}

export function processSettings(installation: Installation) {
  const { secrets, databaseUrl, workflowBundle } = installation;
  const shared = sharedSettings(installation);
  return {
    portal: {
      ...shared,
      HARBOR_DATABASE_URL: databaseUrl('harbor_portal'),
      HARBOR_S3_ACCESS_KEY_ID: 'portal',
      HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3Portal,
      HARBOR_PORTAL_PORT: process.env.PORT ?? '3000',
    },
    worker: {
      ...shared,
      HARBOR_DATABASE_URL: databaseUrl('harbor_worker'),
      HARBOR_S3_ACCESS_KEY_ID: 'worker',
      HARBOR_S3_SECRET_ACCESS_KEY: secrets.s3Worker,
      HARBOR_WORKFLOW_BUNDLE: workflowBundle,
    },
  };
}

function sharedSettings({ databaseCa, s3Endpoint, temporalAddress, keyFile }: Installation) {
  return {
    HARBOR_DATABASE_CA: databaseCa,
    HARBOR_S3_ENDPOINT: s3Endpoint,
    HARBOR_S3_BUCKET: bucket,
    HARBOR_KEY_PROVIDER: 'local-file',
    HARBOR_KEY_FILE: keyFile,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
  };
}
