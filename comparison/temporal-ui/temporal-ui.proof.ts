/**
 * Encrypted history in the real Temporal UI, in a real browser: unreadable without the Codec
 * Server, readable with it, refused without signing in. The UI, its sign-in, the identity provider
 * and the Codec Server are the real ones.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import { noTemporalUi } from './testing/temporal-ui.ts';
import { launchBrowser, noBrowser } from '#test/testing/browser.ts';
import { operator, startReadingSystem, type ReadingSystem } from './testing/system.ts';
import { startWorkflows, type StartedWorkflows } from './testing/workflows.ts';

const secret = 'Wilhelmina Canary 912-34-5678';
/** The beginning of the base64 of each of our ciphertexts. */
const startOfCiphertext = /"AgR4/;

interface Asked {
  what: string;
  status: number;
  bearer: boolean;
}

const isDropped = (request: Request) => request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED';

describe('in the Temporal UI', { skip: noBrowser ?? noTemporalUi }, () => {
  let system: ReadingSystem;
  let workflows: StartedWorkflows;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** The requests to the Codec Server, with their answers. */
  let asked: Asked[] = [];

  before(async () => {
    system = await startReadingSystem();
    workflows = await startWorkflows(system.keys, system.bucket, { fullName: secret });
    browser = await launchBrowser();
    // The browser does not know the certificate authority, as on a machine where `npm start` made
    // it.
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('response', (response) => {
      const { origin, pathname } = new URL(response.url());
      if (origin !== system.codecUrl) return;
      const bearer = 'authorization' in response.request().headers();
      asked.push({ what: pathname, status: response.status(), bearer });
    });
  });
  after(async () => {
    await browser?.close();
    await workflows?.close();
    await system?.stop();
  });

  const ciphertext = () => page.getByText(startOfCiphertext).first();
  const plaintext = () => page.getByText(secret).first();
  const refusal = () => page.getByText('Codec Server could not connect').last();
  const seen = () => page.locator('body').innerText();

  test('without a Codec Server, Temporal’s operator sees ciphertext in the UI', async () => {
    await system.startUi('alone');
    await look(workflows.inHistory, ciphertext());
    assert.ok(!(await seen()).includes(secret));
    assert.deepEqual(asked, []);
  });

  test('a visitor who has not signed in is refused by the Codec Server, and sees ciphertext', async () => {
    // A token from elsewhere does not help: a UI without sign-in forgets it, so the development
    // server's has none to send.
    await page.evaluate(`localStorage.AuthUser = '{"accessToken":"eyJ"}'`);
    await system.startUi('without sign-in');
    await look(workflows.inHistory, refusal());
    await ciphertext().waitFor();
    assert.ok(!(await seen()).includes(secret));
    assertAsked({ what: '/decode', status: 401, bearer: false });
    assert.deepEqual(await system.auditTrail(), []);
  });

  test('an operator who signs in returns to the page and sees plaintext', async () => {
    await system.startUi('with sign-in');
    await look(workflows.inHistory, page.getByLabel('E-mail address'));
    await page.getByLabel('E-mail address').fill(operator.email);
    await page.getByLabel('Password').fill(operator.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(({ pathname }) => pathname === workflows.inHistory.path);
    await look(workflows.inHistory, plaintext());
    assertAsked({ what: '/decode', status: 200, bearer: true });
  });

  test('payloads of External Storage are not shown at first, and downloaded on request', async () => {
    const download = page.getByRole('button', { name: /bytes/i });
    await look(workflows.inStorage, download);
    asked = [];
    assert.ok(!(await seen()).includes(secret));
    const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
    assert.match(await readFile(await file.path(), 'utf8'), new RegExp(secret));
    assertAsked({ what: '/download', status: 200, bearer: true });
  });

  test('every payload shown is in the audit trail, under a subject that is not an e-mail address', async () => {
    const entries = await system.auditTrail();
    // One for the page and one for the download.
    assert.ok(entries.length >= 2);
    for (const { actor, action } of entries) {
      assert.equal(action, 'payload.decode');
      assert.match(actor, /^[\w-]{22}$/);
    }
  });

  test('a page of another site is refused, even with a valid token', async () => {
    const token = await accessToken();
    const other = await context.newPage();
    await other.goto(`${system.issuer}/healthz`);
    await assert.rejects(askFrom(other, token), /Failed to fetch/);
    assert.equal(await askFrom(page, token), 200);
  });

  // Why the provider lets both end together.
  test('the UI does not replace an access token that only the Codec Server refuses', async () => {
    asked = [];
    await spoil('accessToken');
    await look(workflows.inHistory, refusal());
    assertAsked({ what: '/decode', status: 401, bearer: true });
  });

  test('the UI replaces tokens that have both expired, without a password', async () => {
    await spoil('idToken');
    await look(workflows.inHistory, plaintext());
  });

  test('no process has logged a token or a secret', async () => {
    const logs = await system.logs();
    assert.ok(logs.includes('"event":"token-issued"'));
    assert.doesNotMatch(logs, /eyJ|Canary/);
  });

  /**
   * Opens a page of the UI and waits for what it must show. Chromium drops whatever it fetches when
   * the machine's network changes, for example because a container starts: then, and only then, the
   * page is opened again.
   */
  async function look({ path }: { path: string }, awaited: Locator): Promise<void> {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const dropped = page.waitForEvent('requestfailed', { predicate: isDropped, timeout: 0 });
      const shown = page.goto(system.uiUrl + path).then(() => awaited.waitFor());
      // The loser of the race must not raise an unhandled rejection.
      for (const either of [dropped, shown]) either.catch(() => {});
      const isShown = await Promise.race([shown.then(() => true), dropped.then(() => false)]);
      if (isShown) return;
      // One change is several to the browser, within a second or so.
      await page.waitForTimeout(2_000);
    }
    assert.fail('the network changes all the time');
  }

  /** Requests repeat where the page was opened again. Clears the list. */
  function assertAsked(expected: Asked): void {
    assert.notEqual(asked.length, 0);
    for (const one of asked) assert.deepEqual(one, expected);
    asked = [];
  }

  /** As if it had ended. */
  async function spoil(token: 'accessToken' | 'idToken'): Promise<void> {
    await page.evaluate(`{
      const { ${token}, ...others } = JSON.parse(localStorage.AuthUser);
      localStorage.AuthUser = JSON.stringify({ ...others, ${token}: ${token} + 'x' });
    }`);
  }

  async function accessToken(): Promise<string> {
    const user = await page.evaluate<string>('localStorage.AuthUser');
    return (JSON.parse(user) as { accessToken: string }).accessToken;
  }

  /** Asks as the UI does, from the page that is open. */
  function askFrom(opened: Page, token: string): Promise<number> {
    return opened.evaluate(
      async ([url, bearer]) => {
        const headers = { 'Content-Type': 'application/json', 'X-Namespace': 'default' };
        const authorization = { Authorization: `Bearer ${bearer}` };
        const body = JSON.stringify({ payloads: [] });
        const sent = { method: 'POST', headers: { ...headers, ...authorization }, body };
        return (await fetch(`${url}/decode`, sent)).status;
      },
      [system.codecUrl, token],
    );
  }
});
