/**
 * The X-ray of a whole system in a real browser: what its page claims of each approach is what a
 * real run shows.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Approach, RunReport, Scenario } from '../approaches/contract.ts';
import { approachWords } from './words.ts';
import { isTooWide, launchBrowser, noBrowser, signInByKeyboard } from '#test/testing/browser.ts';
import { sharedSystem, type SharedSystem } from '#test/testing/system.ts';

describe('an operator X-rays', { skip: noBrowser }, () => {
  let system: SharedSystem;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    system = await sharedSystem();
    browser = await launchBrowser();
    const context = {
      baseURL: system.endpoints.portal.url,
      viewport: { width: 1440, height: 900 },
    };
    page = await (await browser.newContext(context)).newPage();
    page.setDefaultTimeout(90_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
  });
  after(async () => {
    await browser?.close();
  });

  const films = () => page.locator('.film');
  const verdictOf = async (approach: Approach) =>
    Number(await page.locator(`[data-live="${approach}"] .verdict .big`).innerText());

  test('an operator runs a made-up application through all approaches, and the page fills by itself', async () => {
    const { endpoints } = system;
    const operator = endpoints.signIns.find(({ role }) => role === 'operator') ?? assert.fail();
    await signInByKeyboard(page, endpoints.portal.url, operator);
    assert.equal(new URL(page.url()).pathname, '/xray');
    await page.getByText('A reviewer decides').click();
    await page.getByRole('button', { name: 'Run and look' }).click();
    await page.getByRole('button', { name: 'Again, with another person' }).waitFor();
    assert.equal(await films().count(), 5);
  });

  test('the naive column shows nearly every value, by reference none, and each mark has a label', async () => {
    const values = await page.locator('.wanted dt').count();
    assert.ok((await verdictOf('naive')) > values / 2);
    assert.equal(await verdictOf('by-reference'), 0);
    assert.equal(await page.locator('[data-live="by-reference"] mark').count(), 0);
    const marks = page.locator('[data-live="naive"] .plate-glass mark');
    const unnamed = await marks.filter({ hasNot: page.locator('b') }).count();
    assert.deepEqual([(await marks.count()) > values, unnamed], [true, 0]);
  });

  test('the keys n and p move the focus from value to value', async () => {
    await page.locator('.films').focus();
    await page.keyboard.press('n');
    const first = await page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('n');
    await page.keyboard.press('p');
    assert.equal(await page.evaluate('document.activeElement.textContent'), first);
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MARK');
  });

  test('events that carry nothing are shown on request', async () => {
    const empty = page.locator('[data-live="by-reference"] .events .empty').first();
    assert.equal(await empty.isVisible(), false);
    await page.getByLabel('Only events that carry something').uncheck();
    assert.equal(await empty.isVisible(), true);
  });

  for (const scenario of ['referred', 'unreadable-document', 'withdrawn'] as const) {
    test(`what the page claims to remain visible is what a run of scenario ${scenario} shows`, async () => {
      const { submitted, columns } = await run(scenario);
      for (const { approach, state, temporal } of columns) {
        assert.equal(state, 'ended', approach);
        const found = submitted.filter(({ field }) => temporal?.found.includes(field));
        assert.deepEqual(found, submitted.filter(remainsIn(approach)), approach);
      }
    });
  }

  test('neither page of the X-ray is wider than a phone', async () => {
    const run = page.url();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const address of [run, new URL('/xray', run).href])
      assert.equal(await isTooWide(page, address), false);
  });

  test('the X-ray causes no errors in the browser', () => assert.deepEqual(complaints, []));

  /** A run as a program asks for it, with the operator's cookie, once it has ended. */
  async function run(scenario: Scenario): Promise<RunReport> {
    const headers = { Accept: 'application/json' };
    const data = {
      scenario,
      seed: 11,
      approaches: ['naive', 'by-reference', 'codec', 'codec-external-storage'],
    };
    const begun = await page.request.post('/xray/runs', { headers, data });
    const { run: id } = (await begun.json()) as { run: string };
    const stream = await page.request.get(`/xray/runs/${id}/events`, { timeout: 120_000 });
    assert.match(await stream.text(), /event: end/);
    return (await (await page.request.get(`/xray/runs/${id}`, { headers })).json()) as RunReport;
  }

  function remainsIn(approach: Approach): ({ field }: { field: string }) => boolean {
    const claimed = approachWords[approach].remains.map(({ fields }) => fields);
    return ({ field }) => claimed.some((fields) => fields === 'every' || fields.includes(field));
  }
});
