/**
 * For tests: the provider on this machine, as main.ts puts it together, over TLS if given a
 * certificate.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createLogger } from '#infra/logging/logger.ts';
import { createServer } from '#infra/http/server.ts';
import type { Certificate } from '#infra/http/server.ts';
import { newSigningKey } from '#infra/kms/signing-key.ts';
import { freePorts } from '#infra/local/ports.ts';
import { createIdentity } from '../identity.ts';

export const audience = 'harbor-codec-server';
export const operator = { email: 'olive@example.com', password: 'a long demo password' };

export interface TestIdentity {
  issuer: string;
  clientSecrets: { ui: string; cli: string };
  stop(): Promise<void>;
}

/** `uiOrigin`: where the Temporal UI is, which people are sent back to. */
export async function startTestIdentity(
  uiOrigin: string,
  certificate?: Certificate,
): Promise<TestIdentity> {
  const [port = 0] = await freePorts(1);
  const issuer = `${certificate ? 'https' : 'http'}://localhost:${port}`;
  const clientSecrets = {
    ui: randomBytes(24).toString('hex'),
    cli: randomBytes(24).toString('hex'),
  };
  const app = await createIdentity({
    logger: createLogger({ name: 'identity', level: 'silent' }),
    issuer,
    audience,
    namespaces: ['default'],
    uiOrigin,
    clientSecrets,
    signingKey: newSigningKey(),
    secret: randomBytes(24).toString('hex'),
    operatorPassword: operator.password,
    isTlsHere: certificate !== undefined,
  });
  const server = createServer(certificate, { hosts: ['identity'] }, app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    clientSecrets,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
