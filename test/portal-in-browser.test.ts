/** The portal in a real browser: keyboard, pages, scripts and live updates. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { sampleApplication, type SampleApplication } from '#lending/samples/application.ts';
import { enlargePdf } from '#lending/samples/large-pdf.ts';
import { isTooWide, launchBrowser, noBrowser, signInByKeyboard } from './testing/browser.ts';
import { sharedSystem, type SharedSystem } from './testing/system.ts';

type Session = { handle: string; isThis: boolean };

describe('the portal in a browser', { skip: noBrowser }, () => {
  let system: SharedSystem;
  let browser: Browser;
  let page: Page;
  let reviewerPage: Page;
  let application: SampleApplication;
  const complaints: string[] = [];

  before(async () => {
    system = await sharedSystem();
    browser = await launchBrowser();
    [page, reviewerPage] = [await newPage(), await newPage()];
    application = await sampleApplication({ bureau: 'middling' }, 11);
  });
  after(() => browser?.close());

  /**
   * A window with its own session. What the browser reports (a blocked script, an error) is
   * recorded.
   */
  async function newPage(): Promise<Page> {
    const opened = await (await browser.newContext()).newPage();
    opened.setDefaultTimeout(30_000);
    opened.on('pageerror', ({ message }) => complaints.push(message));
    opened.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
    return opened;
  }

  test('a customer signs in by keyboard', async () => {
    const { endpoints } = system;
    await signInByKeyboard(page, endpoints.portal.url, endpoints.signIns[0] ?? assert.fail());
    assert.equal(new URL(page.url()).pathname, '/applications');
  });

  test('a customer reaches their sessions by keyboard, and signs out another browser', async () => {
    const { endpoints } = system;
    const other = await newPage();
    const address = `${endpoints.portal.url}/sessions`;
    await signInByKeyboard(other, endpoints.portal.url, endpoints.signIns[0] ?? assert.fail());
    const ask = () => other.request.get(address, { headers: { Accept: 'application/json' } });
    const { sessions } = (await (await ask()).json()) as { sessions: Session[] };
    const handle = sessions.find(({ isThis }) => isThis)?.handle ?? assert.fail();
    await page.getByRole('link', { name: 'Sessions' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
    const button = page.locator(`form[action="/sessions/${handle}/end"] button`);
    await button.focus();
    await page.keyboard.press('Enter');
    await button.waitFor({ state: 'detached' });
    assert.equal((await ask()).status(), 401);
  });

  test('an invalid answer is reported beside its field, and the other answers are kept', async () => {
    await page.goto(`${system.endpoints.portal.url}/applications/new`);
    const { termMonths, ...texts } = application.form;
    for (const [name, value] of Object.entries(texts)) await page.locator(`#${name}`).fill(value);
    await page.getByText(`${termMonths} months`, { exact: true }).click();
    await page.locator('#dateOfBirth').fill('01/31/2020');
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.locator('#dateOfBirth-error').waitFor();
    assert.equal(await page.locator('#fullName').inputValue(), application.form.fullName);
    assert.equal(await page.locator('#ssn').inputValue(), '');
    // The browser reports every status of 400 and above; this one is expected.
    complaints.length = 0;
  });

  test('a corrected form leads to the documents, whose uploads show their progress', async () => {
    for (const name of ['dateOfBirth', 'ssn', 'bankAccountNumber'] as const) {
      await page.locator(`#${name}`).fill(application.form[name]);
    }
    await page.getByRole('button', { name: 'Save and continue' }).click();
    const [card, statement] = application.documents;
    if (!card || !statement) assert.fail();
    const large = await buffer(enlargePdf(statement.content, 8_000_000).content());
    await choose('identity', card.fileName, card.mediaType, card.content);
    const progress = page
      .getByRole('progressbar', { name: `Upload of ${statement.fileName}` })
      .waitFor();
    await choose('bank-statement', statement.fileName, statement.mediaType, large);
    await progress;
    await page.getByText(`Remove ${statement.fileName}`).waitFor();
  });

  test('the timeline updates itself until a reviewer has the application', async () => {
    await page.getByRole('button', { name: 'Submit application' }).click();
    await page.locator('[data-code="in-review"]').waitFor();
    await page.locator('.status', { hasText: 'With a reviewer' }).waitFor();
  });

  test('a reviewer opens the application from the queue and decides', async () => {
    const { endpoints } = system;
    await signInByKeyboard(
      reviewerPage,
      endpoints.portal.url,
      endpoints.signIns[2] ?? assert.fail(),
    );
    const [reference = ''] = /app_\w+/.exec(page.url()) ?? [];
    await reviewerPage.locator(`a.row[href$="${reference}"]`).click();
    await reviewerPage.getByText('Approve', { exact: true }).last().click();
    await reviewerPage.locator('#rationale').fill('A long history with this bank');
    await reviewerPage.getByRole('button', { name: 'Record the decision' }).click();
    await reviewerPage.waitForURL('**/reviews');
  });

  test('the customer’s open page shows the decision and offers the letter', async () => {
    await page.locator('[data-code="approved"]').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    const letter = await buffer(await download.createReadStream());
    assert.match(letter.toString('latin1', 0, 5), /^%PDF-/);
  });

  test('no page of the portal is wider than a phone', async () => {
    const { pathname } = new URL(page.url());
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/', '/applications', '/applications/new', '/sessions', pathname]) {
      assert.equal(await isTooWide(page, system.endpoints.portal.url + path), false, path);
    }
    await reviewerPage.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/reviews', pathname.replace('/applications/', '/reviews/')]) {
      assert.equal(await isTooWide(reviewerPage, system.endpoints.portal.url + path), false, path);
    }
  });

  test('the browser reports no error on any page of the portal', () =>
    assert.deepEqual(complaints, []));

  async function choose(
    id: string,
    name: string,
    mimeType: string,
    content: Buffer,
  ): Promise<void> {
    await page.locator(`#${id}`).setInputFiles({ name, mimeType, buffer: content });
    if (id === 'identity') await page.getByText(`Remove ${name}`).waitFor();
  }
});
