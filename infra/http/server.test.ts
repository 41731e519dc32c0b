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
import { createCertificate } from '#infra/local/certificate.ts';
import { createServer, readCertificate } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'harbor-tls-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };

test('a server with a certificate speaks HTTPS, and no plaintext', async (t) => {
  const { cert, key } = await createCertificate();
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  const server = createServer(
    readCertificate(files),
    {},
    (_, res) => void res.end('private'),
  ).listen(0);
  t.after(() => (server.closeAllConnections(), server.close()));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [answer] = (await once(get({ port, host: 'localhost', ca: cert }), 'response')) as [
    IncomingMessage,
  ];
  assert.equal(await text(answer), 'private');
  await assert.rejects(fetch(`http://localhost:${port}`));
});
