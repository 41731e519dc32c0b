import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { startTestPortal } from '../testing/portal.ts';
import { createVisitor, openDraft, pdf } from '../testing/visitor.ts';

test('a portal that stops accepts no new connection, and lets an upload in progress finish', async () => {
  const portal = await startTestPortal();
  const customer = createVisitor(portal.url);
  await customer.signIn(await portal.addUser('customer'));
  const ref = await openDraft(customer);
  const upload = request(`${portal.url}/applications/${ref}/documents/identity`, {
    method: 'POST',
    headers: {
      Cookie: customer.cookie(),
      Accept: 'application/json',
      'Content-Type': 'multipart/form-data; boundary=edge',
    },
  });
  upload.write(
    `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n${pdf.toString()}`,
  );
  await once(portal.portal.http.server, 'request');
  const stopped = portal.portal.stop(20_000);
  await assert.rejects(createVisitor(portal.url).get('/healthz'));
  upload.end('\r\n--edge--\r\n');
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 201);
  response.resume();
  await stopped;
  await portal.stop();
});
