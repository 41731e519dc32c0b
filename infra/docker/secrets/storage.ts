/**
 * SeaweedFS's configuration: the rights of each S3 client, and the key of its server-side
 * encryption.
 */
import { documentsBucket, payloadsBucket, s3Rights, trailBucket } from '#infra/s3/rights.ts';

/** The clients with a login of their own. */
export const storageClients = ['bucket', 'portal', 'worker', 'approaches', 'codec-server'] as const;
export type StorageClient = (typeof storageClients)[number];

export interface StorageLogin {
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The identities of the S3 endpoint: the processes, and one that creates the buckets and has no
 * other use.
 */
export function storageIdentities(logins: Record<StorageClient, StorageLogin>): string {
  const identity = (name: StorageClient, actions: string[]) => ({
    name,
    credentials: [{ accessKey: logins[name].accessKeyId, secretKey: logins[name].secretAccessKey }],
    actions,
  });
  const identities = [
    identity(
      'bucket',
      [documentsBucket, payloadsBucket, trailBucket].map((name) => `Admin:${name}`),
    ),
    ...Object.entries(s3Rights).map(([name, actions]) => identity(name as StorageClient, actions)),
  ];
  return JSON.stringify({ identities }, undefined, 2);
}

/**
 * SeaweedFS's own settings. Its parts authenticate each other by a certificate that only they have,
 * and the key that encrypts objects lies outside the volume that holds them.
 */
export function storageSecurity(encryptionKey: string): string {
  const pair = `cert = "/run/secrets/internal.crt"\nkey = "/run/secrets/internal.key"\n`;
  const parts = ['master', 'volume', 'filer', 's3', 'client'];
  return [
    `[s3.sse]\nkek = "${encryptionKey}"\n`,
    `[grpc]\nca = "/run/secrets/internal.crt"\n`,
    ...parts.map((part) => `[grpc.${part}]\n${pair}`),
  ].join('\n');
}
