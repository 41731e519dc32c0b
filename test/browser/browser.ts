import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there can be no browser test here, or undefined. Where the project is built there must be one: no excuse. */
export const noBrowser =
  existsSync(executablePath) || process.env.CI
    ? undefined
    : `no ${executablePath}; set CHROMIUM, or install it`;

/** The machine's Chromium, without what it would fetch for itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
}

/** Signs in without a mouse. */
export async function signInByKeyboard(
  page: Page,
  url: string,
  person: { email: string; password: string },
) {
  await page.goto(`${url}/sign-in`);
  const focused = (): Promise<string> => page.evaluate('document.activeElement.id');
  for (let tabs = 0; (await focused()) !== 'email' && tabs < 10; tabs += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.type(person.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

/** True if one must scroll sideways to see all of the page. */
export async function isTooWide(page: Page, address: string): Promise<boolean> {
  await page.goto(address);
  return page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
