/** Every hop uses TLS, and hops to Temporal and OpenBao require a client certificate. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { issueToSelf } from '#infra/docker/secrets/authority.ts';
import type { Volume } from '#infra/docker/secrets/volumes.ts';
import pg from 'pg';
import { greetings, speak } from './speak.ts';
import type { Stack, StackSecrets } from './stack.ts';

/** Everything that listens, and a first message that it answers. */
const internal = {
  'S3 (SeaweedFS)': { port: 8333, greeting: greetings.http },
  OpenBao: { port: 8200, greeting: greetings.http },
  Temporal: { port: 7233, greeting: greetings.http2 },
  'the credit bureau': { port: 3001, greeting: greetings.http },
  'the mail server': { port: 1025, greeting: greetings.smtp },
};
const wantCertificates = ['OpenBao', 'Temporal'] as const;

export function describeTransport(stack: Stack): void {
  let secrets: StackSecrets;
  const readSecrets = async (): Promise<void> => void (secrets = await stack.secrets());
  const identity = (name: Volume, use: 'client' | 'server' = 'client') => ({
    ca: secrets.of('authority/ca.crt'),
    cert: secrets.of(`${name}/${use}.crt`),
    key: secrets.of(`${name}/${use}.key`),
  });

  describe('TLS on every hop', () => {
    before(readSecrets);

    for (const [name, { port, greeting }] of Object.entries(internal)) {
      test(`${name} answers over TLS, with a certificate of our authority, and not in plaintext`, async () => {
        const address = await stack.gateway(port);
        assert.notEqual(await speak(address, greeting, identity('worker')), '');
        const inPlain = await speak(address, greeting);
        assert.ok(inPlain === '' || inPlain.startsWith('HTTP/1.0 400'), inPlain);
        assert.equal(await speak(address, greeting, { ...identity('worker'), ca: [] }), '');
      });
    }

    test('the pages for browsers answer over TLS, with a certificate of our authority', async () => {
      for (const page of [
        stack.portal,
        stack.mail,
        stack.temporalUi,
        stack.codecServer,
        stack.identity,
      ]) {
        // Browsers resolve every *.localhost to this machine; the system's resolver may not.
        const address = page.replace(/https:\/\/(identity\.)?/, '');
        assert.match(await speak(address, greetings.http, identity('worker')), /^HTTP\/1.1 /);
        assert.doesNotMatch(await speak(address, greetings.http), /^HTTP\/1.\d [23]/);
      }
    });

    test('PostgreSQL accepts the right password over TLS only', async () => {
      const url = secrets
        .of('portal/database-url')
        .replace('postgres:5432', await stack.gateway(5432));
      const ssl = { ca: secrets.of('authority/ca.crt') };
      const over = new pg.Client({ connectionString: url, ssl });
      await over.connect();
      await over.end();
      const without = new pg.Client({ connectionString: url, ssl: false });
      await assert.rejects(without.connect(), { code: '28000', message: /no encryption/ });
    });
  });

  describe('mutual TLS', () => {
    before(readSecrets);

    for (const name of wantCertificates) {
      test(`${name} answers no client without the right certificate`, async () => {
        const { port, greeting } = internal[name];
        const address = await stack.gateway(port);
        const { ca } = identity('portal');
        const foreign = await foreignCertificate();
        const wrong = {
          none: { ca },
          'that of a server': identity('portal', 'server'),
          'one that we did not issue': { ca, ...foreign },
        };
        for (const [what, options] of Object.entries(wrong))
          assert.equal(await speak(address, greeting, options), '', what);
        assert.notEqual(await speak(address, greeting, identity('portal')), '');
      });
    }

    test('the internal ports of Temporal and SeaweedFS answer none of our clients', async () => {
      for (const port of [6933, 18333]) {
        const anyone = { ...identity('portal'), rejectUnauthorized: false };
        assert.equal(await speak(await stack.gateway(port), greetings.http2, anyone), '');
      }
      const itself = {
        cert: secrets.of('storage/internal.crt'),
        key: secrets.of('storage/internal.key'),
        rejectUnauthorized: false,
      };
      assert.notEqual(await speak(await stack.gateway(18333), greetings.http2, itself), '');
    });
  });

  describe('our own processes', () => {
    test('our processes connect to no server whose certificate they cannot verify', async () => {
      const withoutAuthority = (job: string, ...settings: string[]) =>
        stack.compose(
          'run',
          '--rm',
          '--no-deps',
          '-T',
          ...settings.map((name) => `--env=${name}=/dev/null`),
          job,
        );
      await assert.rejects(withoutAuthority('bucket', 'SSL_CERT_FILE'), { stderr: /certificate/ });
      const unverified = withoutAuthority('migrate', 'SSL_CERT_FILE', 'HARBOR_DATABASE_CA');
      await assert.rejects(unverified, { stderr: /DATABASE_UNAVAILABLE/ });
    });
  });
}

/** A client certificate in the portal's name from an unknown authority. */
async function foreignCertificate(): Promise<{ cert: string; key: string }> {
  const files: Record<string, string> = {};
  const volumes = {
    read: (path: string) => Promise.resolve(files[path]),
    write: (path: string, content: string) => Promise.resolve(void (files[path] = content)),
  };
  await issueToSelf(volumes as Parameters<typeof issueToSelf>[0], 'portal/client', 'portal');
  return { cert: files['portal/client.crt'] ?? '', key: files['portal/client.key'] ?? '' };
}
