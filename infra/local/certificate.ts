import { generate } from 'selfsigned';

const lifetimeMs = 365 * 24 * 3_600_000;

/**
 * A self-signed certificate for a service on this machine, and its private key (PEM). Clients trust
 * exactly this certificate (verify-full), so there is no authority's key that could sign another.
 * Made anew at each start, so that it cannot expire.
 * @param use `both`: also as a client's, between the parts of one service
 */
export async function createCertificate(
  use: 'server' | 'both' = 'server',
): Promise<{ cert: string; key: string }> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + lifetimeMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: use === 'both' },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
