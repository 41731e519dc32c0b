/**
 * The installation's own certificate authority. Its key lies in a volume that no other service
 * mounts.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';
import type { SelfsignedOptions } from 'selfsigned';
import type { SecretPath, Volumes } from './volumes.ts';

type Extension = NonNullable<SelfsignedOptions['extensions']>[number];

const day = 24 * 3_600_000;
export const lifetimes = { authority: 3650 * day, certificate: 397 * day };
/** A certificate or token that expires sooner than this is replaced. */
export const renewal = 90 * day;

export interface CertificateRequest {
  /** The process that it speaks for. */
  commonName: string;
  /** Clients and servers are told apart: a server's certificate is not accepted as a client's. */
  use: 'server' | 'client' | 'both';
  /** The names and addresses by which it is reached. */
  names: string[];
}

interface Pair {
  key: string;
  cert: string;
}

export interface Authority {
  /** The authority's certificate (PEM). */
  certificate: string;
  /** Writes `<path>.crt` and `<path>.key`, unless valid ones exist. */
  issue(path: SecretPath, request: CertificateRequest): Promise<void>;
}

/** The authority, made at the first start. */
export async function openAuthority(volumes: Volumes): Promise<Authority> {
  const authority = (await pairAt(volumes, 'authority/ca')) ?? (await foundAuthority(volumes));
  return {
    certificate: authority.cert,
    issue: (path, request) => issue(volumes, path, request, authority),
  };
}

/**
 * The same without an authority: a self-signed certificate for a service that only talks to itself.
 */
export function issueToSelf(volumes: Volumes, path: SecretPath, name: string): Promise<void> {
  return issue(volumes, path, { commonName: name, use: 'both', names: [name] });
}

async function issue(
  volumes: Volumes,
  path: SecretPath,
  request: CertificateRequest,
  issuer?: Pair,
): Promise<void> {
  const kept = await pairAt(volumes, path);
  if (kept && isGood(kept, request, issuer ?? kept)) return;
  const made = await generate([{ name: 'commonName', value: request.commonName }], {
    ...validFor(lifetimes.certificate),
    ...(issuer && { ca: issuer }),
    extensions: extensionsOf(request),
  });
  await writePair(volumes, path, { key: made.private, cert: made.cert });
}

async function foundAuthority(volumes: Volumes): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'Harbor Lending demo authority' }], {
    ...validFor(lifetimes.authority),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const authority = { key: made.private, cert: made.cert };
  await writePair(volumes, 'authority/ca', authority);
  return authority;
}

async function pairAt(volumes: Volumes, path: SecretPath): Promise<Pair | undefined> {
  const [key, cert] = [await volumes.read(`${path}.key`), await volumes.read(`${path}.crt`)];
  return key && cert ? { key, cert } : undefined;
}

async function writePair(volumes: Volumes, path: SecretPath, { key, cert }: Pair): Promise<void> {
  await volumes.write(`${path}.key`, key);
  await volumes.write(`${path}.crt`, cert);
}

/**
 * True if key and certificate belong together, were issued by `issuer`, name all hosts and are not
 * about to expire.
 */
function isGood({ key, cert }: Pair, { names }: CertificateRequest, issuer: Pair): boolean {
  const certificate = new X509Certificate(cert);
  return (
    certificate.checkPrivateKey(createPrivateKey(key)) &&
    certificate.verify(new X509Certificate(issuer.cert).publicKey) &&
    names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name))) &&
    certificate.validToDate.getTime() - Date.now() > renewal
  );
}

function validFor(lifetime: number): SelfsignedOptions {
  const now = Date.now();
  const [notBeforeDate, notAfterDate] = [new Date(now - day), new Date(now + lifetime)];
  return { keyType: 'ec', algorithm: 'sha256', notBeforeDate, notAfterDate };
}

function extensionsOf({ use, names }: CertificateRequest): Extension[] {
  const altNames = names.map((name) =>
    isIP(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const),
  );
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: use !== 'client', clientAuth: use !== 'server' },
    { name: 'subjectAltName', altNames },
  ];
}
