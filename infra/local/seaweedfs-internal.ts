/**
 * How the parts of SeaweedFS (master, volume server, file server, S3 gateway) trust each other: by
 * a certificate and by signed tokens that are made anew at each start and that only they have. By
 * default they trust everyone, and the file server gives every object to any user of this machine,
 * past the rights of the S3 identities, and to any page in a browser.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificate } from './certificate.ts';

export interface Internal {
  /** PEM; for questions to the parts themselves. */
  cert: string;
  key: string;
  /** Variables for SeaweedFS's process. */
  settings: Record<string, string>;
}

/** Its parts as its settings call them (`weed scaffold -config=security`). */
const grpcParts = ['master', 'volume', 'filer', 's3', 'client', 'admin', 'worker'];
const httpParts = ['master', 'volume', 'filer', 'client', 'admin'];
const tokens = ['signing', 'signing.read', 'filer_signing', 'filer_signing.read'];

/** @param folder for the files of the certificate */
export async function createInternal(folder: string): Promise<Internal> {
  const { cert, key } = await createCertificate('both');
  const pair = { cert: join(folder, 'internal.crt'), key: join(folder, 'internal.key') };
  await writeFile(pair.cert, cert, { mode: 0o600 });
  await writeFile(pair.key, key, { mode: 0o600 });
  const settings = {
    ...sections(
      grpcParts.map((part) => `grpc.${part}`),
      pair,
    ),
    ...sections(
      httpParts.map((part) => `https.${part}`),
      { ...pair, ca: pair.cert },
    ),
    'grpc.ca': pair.cert,
    'https.client.enabled': 'true',
    // No page of another origin; an empty list would allow all of them.
    'cors.allowed_origins.values': 'http://localhost',
    ...Object.fromEntries(tokens.map((use) => [`jwt.${use}.key`, randomBytes(32).toString('hex')])),
  };
  return { cert, key, settings: asEnvironment(settings) };
}

function sections(names: string[], values: Record<string, string>): Record<string, string> {
  const pairs = names.flatMap((name) =>
    Object.entries(values).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  return Object.fromEntries(pairs);
}

/** SeaweedFS takes any setting of its files from the environment. */
function asEnvironment(settings: Record<string, string>): Record<string, string> {
  const named = Object.entries(settings).map(
    ([name, value]) => [`WEED_${name.toUpperCase().replaceAll('.', '_')}`, value] as const,
  );
  return Object.fromEntries(named);
}
