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
import { demoUsers } from '#infra/demo/users.ts';
import type { DemoUser } from '#infra/demo/users.ts';
import { createDirectory } from '../directory.ts';
import type { Person } from '../directory.ts';
import { createIdentity } from '../identity.ts';

export const audience = 'harbor-codec-server';
export const operator = { email: 'olive@example.com', password: 'a long demo password' };

export interface TestIdentity {
  issuer: string;
  clientSecrets: { ui: string; cli: string; portal: string };
  /** Adds a person, whose password is the operator's. */
  add(user: DemoUser): Person;
  stop(): Promise<void>;
}

/**
 * @param uiOrigin where the Temporal UI is, which people are sent back to
 * @param options `portalUrl`: where the portal is
 */
export async function startTestIdentity(
  uiOrigin: string,
  certificate?: Certificate,
  options: { portalUrl?: string; portalLogoutUrl?: string; rolesClaim?: string } = {},
): Promise<TestIdentity> {
  const [port = 0] = await freePorts(1);
  const issuer = `${certificate ? 'https' : 'http'}://localhost:${port}`;
  const clientSecrets = {
    ui: randomBytes(24).toString('hex'),
    cli: randomBytes(24).toString('hex'),
    portal: randomBytes(24).toString('hex'),
  };
  const secret = randomBytes(24).toString('hex');
  const { password } = operator;
  const directory = await createDirectory({ users: demoUsers, password, secret });
  const app = await createIdentity({
    portalUrl: 'http://localhost:3000',
    ...options,
    directory,
    logger: createLogger({ name: 'identity', level: 'silent' }),
    issuer,
    audience,
    namespaces: ['default'],
    uiOrigin,
    clientSecrets,
    signingKey: newSigningKey(),
    secret,
    password,
    isTlsHere: certificate !== undefined,
  });
  const server = createServer(certificate, { hosts: ['identity'] }, app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    clientSecrets,
    add: directory.add,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
