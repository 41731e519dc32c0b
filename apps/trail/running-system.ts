import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#infra/config/config.ts';

/** As the launcher writes it (infra/local/endpoints.ts). */
interface RunningSystem {
  postgres: { ca: string };
  vault: { databaseUrl: string };
  s3: {
    endpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  trail: { bucket: string };
}

/**
 * The verifier's settings for the system that `npm start` runs.
 * @throws ConfigError if none is running from that folder
 */
export async function runningSystem(stateFolder: string): Promise<NodeJS.ProcessEnv> {
  const path = join(stateFolder, 'endpoints.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ConfigError(`there is no ${path}: start the system first, with npm start`);
  });
  const { postgres, vault, s3, trail } = JSON.parse(text) as RunningSystem;
  return {
    HARBOR_DATABASE_URL: vault.databaseUrl,
    HARBOR_DATABASE_CA: postgres.ca,
    HARBOR_S3_ENDPOINT: s3.endpoint,
    HARBOR_S3_REGION: s3.region,
    HARBOR_S3_ACCESS_KEY_ID: s3.accessKeyId,
    HARBOR_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    HARBOR_TRAIL_BUCKET: trail.bucket,
  };
}
