/** Live pages behind a proxy that holds responses back, from the beginning or later on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startTestPortal } from '#apps/portal/testing/portal.ts';
import { completeDraft, createVisitor } from '#apps/portal/testing/visitor.ts';
import { takeSteps } from '#lending/testing/steps.ts';
import type { AssessmentStep } from '#lending/testing/steps.ts';
import { launchBrowser, noBrowser } from './testing/browser.ts';

interface Proxy {
  url: string;
  /** From now on, the streams that are open get nothing more. */
  stall(): void;
  /** How many requests there were for an address that ends so. */
  asked(end: string): number;
}

/**
 * @param keeps `everything`: each response is held back until it is complete, so that streams never
 *   arrive. `streams`: those that are open when it stalls.
 */
async function startProxy(
  t: TestContext,
  target: string,
  keeps: 'everything' | 'streams',
): Promise<Proxy> {
  const urls: string[] = [];
  const open = new Set<IncomingMessage>();
  const proxy = createServer((req, res) => {
    const { method, url = '/', headers } = req;
    urls.push(url);
    const asked = request(target + url, { method, headers } as object).end();
    res.once('close', () => asked.destroy());
    asked.on('error', () => res.destroy());
    asked.once('response', (answer: IncomingMessage) => {
      const { statusCode = 502, headers: sent } = answer;
      if (keeps === 'streams') {
        open.add(answer);
        return void answer.pipe(res.writeHead(statusCode, sent));
      }
      buffer(answer).then(
        (body) => res.writeHead(statusCode, sent).end(body),
        () => res.destroy(),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => (proxy.closeAllConnections(), proxy.close()));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    stall: () => open.forEach((answer) => answer.unpipe().resume()),
    asked: (end) => urls.filter((url) => url.endsWith(end)).length,
  };
}

describe('behind a proxy that holds back', { skip: noBrowser, concurrency: true }, () => {
  /** A customer with a submitted application, which a browser shows live through a proxy. */
  async function openPage(t: TestContext, keeps: 'everything' | 'streams') {
    const portal = await startTestPortal();
    t.after(() => portal.stop());
    const customer = await createVisitor(portal.url).signIn(await portal.addUser('customer'));
    const ref = await completeDraft(customer);
    await portal.applications.submit({ id: customer.id, role: 'customer' }, ref);
    const proxy = await startProxy(t, portal.url, keeps);
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const context = await browser.newContext({ extraHTTPHeaders: { Cookie: customer.cookie() } });
    const page = await context.newPage();
    await page.goto(`${proxy.url}/applications/${ref}`);
    const happens = (step: AssessmentStep) => takeSteps(portal.worker, ref, step);
    const shown = (code: string) => page.locator(`[data-code="${code}"]`);
    return { page, proxy, ref, happens, shown };
  }

  test('a live page asks for news when no event arrives', async (t) => {
    const { happens, shown } = await openPage(t, 'everything');
    await happens('scanned');
    assert.equal(await shown('scanned').count(), 0, 'it is shown only once the page has asked');
    await shown('scanned').waitFor({ timeout: 25_000 });
  });

  test('a live page that hears heartbeats waits, and asks for news once its stream has stalled', async (t) => {
    const { page, proxy, ref, happens, shown } = await openPage(t, 'streams');
    await happens('scanned');
    await shown('scanned').waitFor({ timeout: 5_000 });
    // Without heartbeats it would be given up after 25 seconds, and the page asked for after 30.
    await setTimeout(32_000);
    assert.equal(
      proxy.asked(ref),
      2,
      'once, and once for the scan: a quiet stream is not given up',
    );

    proxy.stall();
    await happens('validated');
    await shown('validated').waitFor({ timeout: 40_000 });
    assert.ok(proxy.asked(ref) > 2);
    const streams = proxy.asked('/events');
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await happens('extracted');
    await shown('extracted').waitFor({ timeout: 10_000 });
    while (proxy.asked('/events') === streams) await setTimeout(100);
    const asked = proxy.asked(ref);
    await happens('identity-checked');
    await shown('identity-checked').waitFor({ timeout: 5_000 });
    assert.equal(proxy.asked(ref), asked, 'the stream shows it');
  });
});
