/** A live page behind a proxy that keeps every response until it is complete, as some do. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import { completeDraft, createVisitor } from '#apps/portal/testing/visitor.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import { launchBrowser, noBrowser } from './testing/browser.ts';

/** Its address. It buffers each response of `target` whole, so that streams never arrive. */
async function startBufferingProxy(t: TestContext, target: string): Promise<string> {
  const proxy = createServer((req, res) => {
    const { method, url = '/', headers } = req;
    const asked = request(target + url, { method, headers } as object).end();
    res.once('close', () => asked.destroy());
    asked.on('error', () => res.destroy());
    asked.once('response', (answer: IncomingMessage) => {
      const { statusCode = 502, headers: sent } = answer;
      buffer(answer).then(
        (body) => res.writeHead(statusCode, sent).end(body),
        () => res.destroy(),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => (proxy.closeAllConnections(), proxy.close()));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

describe('behind a buffering proxy', { skip: noBrowser }, () => {
  test('a live page asks for news when no event arrives', async (t) => {
    const portal = await startTestPortal();
    t.after(() => portal.stop());
    const customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
    const ref = await completeDraft(customer);
    await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
    const proxy = await startBufferingProxy(t, portal.url);
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const context = await browser.newContext({ extraHTTPHeaders: { Cookie: customer.cookie() } });
    const page = await context.newPage();
    await page.goto(`${proxy}/applications/${ref}`);
    await takeSteps(portal.worker, ref, 'scanned');
    const scanned = page.locator('[data-code="scanned"]');
    assert.equal(await scanned.count(), 0, 'it is shown only once the page has asked');
    await scanned.waitFor({ timeout: 25_000 });
  });
});
