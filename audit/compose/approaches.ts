/** The alternatives beside the product: the X-ray, and encrypted history in the Temporal UI, to operators only. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, noBrowser } from '#test/browser/browser.ts';
import type { RunReport } from '#comparison/approaches/contract.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';

export function describeApproaches(stack: Stack, system: () => ComposeSystem): void {
  describe('an operator, in a browser', { skip: noBrowser }, () => {
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
    const historyOf = (approach: string): string => {
      const view = report.columns.find((column) => column.approach === approach)?.temporal;
      const id = view?.workflowId.map(({ text }) => text).join('') ?? '';
      return `${stack.temporalUi}/namespaces/default/workflows/${encodeURIComponent(id)}/${view?.runId}/history`;
    };
    /** Something that a person has typed, and that is in no workflow's ID. */
    const typed = (): string =>
      report.submitted.find(({ field }) => field === 'employer')?.value ?? '';

    test('sees in the X-ray what Temporal holds: everything, nothing, and what a codec cannot cover', async () => {
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

    test('must sign in to the Temporal UI, and reads there what the codec encrypted', async () => {
      await page.goto(historyOf('codec'));
      await signIn();
      await page.getByText(typed()).first().waitFor();
    });

    test('finds nothing of it in the history by reference', async () => {
      await page.goto(historyOf('by-reference'));
      await page.getByText('scanDocuments').first().waitFor();
      assert.ok(!(await page.locator('body').innerText()).includes(typed()));
    });
  });
}

/** The run that the page shows, once every approach has come to its end. */
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
