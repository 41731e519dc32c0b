/**
 * The alternatives to the product: the X-ray and encrypted history in the Temporal UI, for
 * operators only.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, noBrowser } from '#test/testing/browser.ts';
import type { RunReport } from '#comparison/approaches/contract.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeApproaches(stack: Stack, system: () => ComposeSystem): void {
  describe('an operator’s browser', { skip: noBrowser }, () => {
    let browser: Browser;
    let page: Page;
    let report: RunReport;
    before(async () => {
      browser = await launchBrowser();
      page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      page.setDefaultTimeout(60_000);
    });
    after(() => browser.close());

    const signIn = async (): Promise<void> => {
      const { email, password } = system().endpoints.signIns.find(
        ({ role }) => role === 'operator',
      )!;
      await page.getByLabel(/e-?mail/i).fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const historyOf = (approach: string, namespace: string): string => {
      const view = report.columns.find((column) => column.approach === approach)?.temporal;
      const id = view?.workflowId.map(({ text }) => text).join('') ?? '';
      return `${stack.temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(id)}/${view?.runId}/history`;
    };
    /** A submitted value that is in no workflow ID. */
    const typed = (): string =>
      report.submitted.find(({ field }) => field === 'employer')?.value ?? '';

    test('the X-ray shows all values in naive history, none by reference, and a few behind a codec', async () => {
      await page.goto(`${stack.portal}/xray`);
      await signIn();
      await page.locator('form[action="/xray/runs"] button').click();
      await page.waitForURL('**/xray/runs/*');
      report = await ended(page);
      const found = Object.fromEntries(
        report.columns.map(({ approach, temporal }) => [approach, temporal?.found.length ?? 0]),
      );
      assert.equal(found['by-reference'], 0);
      assert.ok(Number(found.naive) > 10, JSON.stringify(found));
      assert.ok(Number(found.codec) > 0 && Number(found.codec) < 6, JSON.stringify(found));
    });

    test('the Temporal UI shows what the codec encrypted, after a sign-in', async () => {
      await page.goto(historyOf('codec', 'approaches'));
      const asked = page.getByLabel('Password');
      const shown = page.getByText(typed()).first();
      await Promise.race([asked.waitFor(), shown.waitFor()]);
      // The provider knows them from the portal, unless that was too long ago.
      if (await asked.isVisible()) await signIn();
      await shown.waitFor();
    });

    test('the Temporal UI shows no submitted value in the history by reference', async () => {
      await page.goto(historyOf('by-reference', 'default'));
      await page.getByText('scanDocuments').first().waitFor();
      assert.ok(!(await page.locator('body').innerText()).includes(typed()));
    });
  });
}

/** The run that the page shows, once every approach has ended. */
async function ended(page: Page): Promise<RunReport> {
  for (;;) {
    const answer = await page.request.get(page.url(), { headers: { Accept: 'application/json' } });
    const report = (await answer.json()) as RunReport;
    assert.ok(
      report.columns.every(({ state }) => state !== 'failed'),
      JSON.stringify(report.columns.map(({ approach, state }) => [approach, state])),
    );
    if (report.columns.every(({ state }) => state === 'ended')) return report;
    await page.waitForTimeout(500);
  }
}
