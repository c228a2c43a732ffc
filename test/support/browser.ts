import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium as driver, type Locator, type Page } from 'playwright-core';
import { expect, onTestFailed } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chromium on PATH under one of its usual names. */
export const chromium: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(isExecutable);

/** For the title of what is skipped without one. */
export const skippedWithout = `(skipped where none of ${names.join(', ')} is on PATH: apt-get install chromium)`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // The usual answer: it is not in this folder.
    return false;
  }
}

export async function startChromium(): Promise<Browser> {
  return driver.launch({
    executablePath: chromium,
    // Its sandbox does not take root, as whom containers run.
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

/** A page in a profile of its own, with what its console and its scripts complained of. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface PageOptions {
  /** Default true. */
  readonly scripts?: boolean;
  /** Of the reader. Default UTC. */
  readonly timezone?: string;
}

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    javaScriptEnabled: options.scripts ?? true,
    viewport: { width: 1280, height: 900 },
    timezoneId: options.timezone ?? 'UTC',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} at ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  // A browser that nobody sees: what stood there says more than that something did not come.
  onTestFailed(async () => {
    if (page.isClosed()) return;
    process.stderr.write(`${page.url()} said:\n${await page.locator('main').innerText()}\n`);
  });
  return { page, complaints, close: () => context.close() };
}

const mostTabs = 80;

/** Comes to an element with the Tab key alone, from where the focus is. */
export async function tabTo(target: Locator): Promise<void> {
  const page = target.page();
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses <= mostTabs; presses++) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to ${String(target)} on ${page.url()}.`);
}

/** Comes to a link or button with the Tab key and presses Enter. */
export async function pressByKeyboard(target: Locator): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press('Enter');
}

export async function expectNothingFocused(page: Page): Promise<void> {
  expect(await page.locator(':focus').count(), `what has the focus on ${page.url()}`).toBe(0);
}
