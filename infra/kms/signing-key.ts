import { generateKeyPairSync } from 'node:crypto';

/** A new private key for ES256 (P-256, PKCS #8, PEM), as HARBOR_IDENTITY_SIGNING_KEY takes it. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}
