import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { IncomingMessage } from 'node:http';
import { readConfig } from '#infra/config/config.ts';
import { createCertificate } from '#infra/local/certificate.ts';
import { createServer, readCertificate } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'harbor-tls-'));
const [HARBOR_TLS_CERT, HARBOR_TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
const certificateOf = (env: NodeJS.ProcessEnv) =>
  readCertificate(readConfig(['HARBOR_TLS_CERT', 'HARBOR_TLS_KEY'], env));

test('with a certificate it speaks HTTPS, and no plaintext', async (t) => {
  const { cert, key } = await createCertificate();
  writeFileSync(HARBOR_TLS_CERT, cert);
  writeFileSync(HARBOR_TLS_KEY, key);
  const certificate = certificateOf({ HARBOR_TLS_CERT, HARBOR_TLS_KEY });
  const server = createServer(certificate, {}, (_, res) => void res.end('private')).listen(0);
  t.after(() => (server.closeAllConnections(), server.close()));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(get({ port, host: 'localhost', ca: cert }), 'response')) as [
    IncomingMessage,
  ];
  assert.equal(await text(answer), 'private');
  await assert.rejects(fetch(`http://localhost:${port}`));
});

test('one of the two settings is not enough, and a file that is not there stops the process', () => {
  assert.equal(certificateOf({}), undefined);
  assert.throws(() => certificateOf({ HARBOR_TLS_CERT }), { code: 'CONFIG_INVALID' });
  const missing = { HARBOR_TLS_CERT: '/nowhere', HARBOR_TLS_KEY: '/nowhere' };
  assert.throws(() => certificateOf(missing), {
    code: 'CONFIG_INVALID',
    message: /cannot be read/,
  });
});
