/** What SeaweedFS reads: who may do what with S3, and the key of its server-side encryption. */
export const bucket = 'harbor-documents';

export interface StorageLogin {
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The identities of the S3 endpoint. Customers' documents are the portal's to write and letters the worker's;
 * both read both. Nobody lists, and the one that makes the bucket serves for nothing else.
 */
export function storageIdentities(logins: {
  bucket: StorageLogin;
  portal: StorageLogin;
  worker: StorageLogin;
}) {
  const identity = (name: keyof typeof logins, actions: string[]) => ({
    name,
    credentials: [{ accessKey: logins[name].accessKeyId, secretKey: logins[name].secretAccessKey }],
    actions,
  });
  const identities = [
    identity('bucket', [`Admin:${bucket}`]),
    identity('portal', [`Read:${bucket}`, `Write:${bucket}/uploads/*`]),
    identity('worker', [`Read:${bucket}`, `Write:${bucket}/letters/*`]),
  ];
  return JSON.stringify({ identities }, undefined, 2);
}

/**
 * SeaweedFS's own settings. Its parts know each other by a certificate that only they have, and the key that
 * encrypts objects lies outside the volume that holds them.
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
