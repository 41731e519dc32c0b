/** The installation's own certificate authority. Its key lies in a volume that no other service mounts. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { generate } from 'selfsigned';
import type { SelfsignedOptions } from 'selfsigned';

import type { SecretPath, Volumes } from './volumes.ts';

type CertificateExtension = NonNullable<SelfsignedOptions['extensions']>[number];

const day = 24 * 3_600_000;
const lifetimes = { authority: 3650 * day, certificate: 397 * day };
/** A certificate with less than this to live is replaced. */
const renewal = 90 * day;

export interface CertificateRequest {
  /** The process that it speaks for. */
  commonName: string;
  /** A server's certificate says where it can be reached; a client's opens connections and cannot accept any. */
  use: 'server' | 'client';
  hosts?: string[];
}

export interface Authority {
  /** The authority's certificate (PEM). */
  certificate: string;
  /** Puts `<path>.crt` and `<path>.key` in place, unless good ones are there. */
  issue(path: SecretPath, request: CertificateRequest): Promise<void>;
}

/** The authority, made at the first start. */
export async function openAuthority(volumes: Volumes): Promise<Authority> {
  const { key, certificate } = (await kept(volumes)) ?? (await found(volumes));
  return {
    certificate,
    async issue(path, request) {
      if (await isGood(volumes, path, certificate)) return;
      const made = await generate([{ name: 'commonName', value: request.commonName }], {
        ...options(lifetimes.certificate),
        ca: { key, cert: certificate },
        extensions: extensionsOf(request),
      });
      await volumes.write(`${path}.key`, made.private);
      await volumes.write(`${path}.crt`, made.cert);
    },
  };
}

/** A certificate that trusts itself and nobody else, for what talks to itself only. */
export async function issueToSelf(volumes: Volumes, path: SecretPath, host: string): Promise<void> {
  if (await isGood(volumes, path)) return;
  const made = await generate([{ name: 'commonName', value: host }], {
    ...options(lifetimes.certificate),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: altNames([host]) },
    ],
  });
  await volumes.write(`${path}.key`, made.private);
  await volumes.write(`${path}.crt`, made.cert);
}

async function kept(volumes: Volumes): Promise<{ key: string; certificate: string } | undefined> {
  const key = await volumes.read('authority/ca.key');
  const certificate = await volumes.read('authority/ca.crt');
  return key && certificate ? { key, certificate } : undefined;
}

async function found(volumes: Volumes): Promise<{ key: string; certificate: string }> {
  const made = await generate([{ name: 'commonName', value: 'Harbor Lending demo authority' }], {
    ...options(lifetimes.authority),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  await volumes.write('authority/ca.key', made.private);
  await volumes.write('authority/ca.crt', made.cert);
  return { key: made.private, certificate: made.cert };
}

/** True if the pair is complete, of this authority (or of itself), and has time left. */
async function isGood(volumes: Volumes, path: SecretPath, authority?: string): Promise<boolean> {
  const [cert, key] = [await volumes.read(`${path}.crt`), await volumes.read(`${path}.key`)];
  if (!cert || !key) return false;
  const certificate = new X509Certificate(cert);
  const issuer = new X509Certificate(authority ?? cert);
  return (
    certificate.checkPrivateKey(createPrivateKey(key)) &&
    certificate.verify(issuer.publicKey) &&
    certificate.validToDate.getTime() - Date.now() > renewal
  );
}

function options(lifetime: number): SelfsignedOptions {
  const now = Date.now();
  return {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now + lifetime),
  };
}

function extensionsOf({ commonName, use, hosts = [] }: CertificateRequest): CertificateExtension[] {
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', ...(use === 'server' ? { serverAuth: true } : { clientAuth: true }) },
    { name: 'subjectAltName', altNames: altNames(use === 'server' ? hosts : [commonName]) },
  ];
}

function altNames(hosts: string[]) {
  return hosts.map((host) =>
    /^[\d.:]+$/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const),
  );
}
