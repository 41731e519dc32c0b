import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { skipUnlessCI } from './missing.ts';

/**
 * Chromium: the one that CHROMIUM names, the system's, or the one that Playwright has installed.
 */
const executablePath = process.env.CHROMIUM
  ? process.env.CHROMIUM
  : ['/usr/bin/chromium', chromium.executablePath()].find((path) => existsSync(path));

/** Why browser tests are skipped on this machine, or undefined. */
export const noBrowser = skipUnlessCI(
  executablePath
    ? undefined
    : 'no Chromium: npx playwright install chromium, or apt-get install chromium (or set CHROMIUM=…)',
);

/**
 * Launches Chromium without its background downloads.
 * @throws Error when there is none
 */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
}

/** Signs in with the keyboard alone, on the provider's page. */
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
  const { origin } = new URL(url);
  await page.waitForURL(
    (address) => address.origin === origin && !address.pathname.startsWith('/sign-in'),
  );
}

/** True if the page at `address` scrolls sideways. */
export async function isTooWide(page: Page, address: string): Promise<boolean> {
  await page.goto(address);
  return page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
