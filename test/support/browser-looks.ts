import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const serious = ['serious', 'critical'];
const wide = { width: 1280, height: 900 };
const phone = { width: 375, height: 812 };

/**
 * What axe finds that is serious or critical, one line each.
 * @param rules all of axe's where absent
 */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Not as a script of the page: its Content-Security-Policy would not let it in.
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => serious.includes(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => {
        const how = failureSummary.split('\n').slice(1).join('; ');
        return `${id}: ${help}, at ${target.join(' ')}: ${how}`;
      }),
    );
}

/** How far a page can be scrolled to the side, in pixels. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/**
 * Holds a page to what all pages have to be: without serious fault in light and dark, and not wider than a phone. With
 * HOLDFAST_PICTURES=<folder> it leaves pictures there for people to look at.
 */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await seriousFaults(page, ['color-contrast']), `${name}, dark`).toEqual([]);
  await takePicture(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await seriousFaults(page), `${name}, light`).toEqual([]);
  await takePicture(page, name);
  await page.setViewportSize(phone);
  expect(await sidewaysPixels(page), `${name} at ${phone.width} px, to the side`).toBe(0);
  await takePicture(page, `${name}-phone`);
  await page.setViewportSize(wide);
}

async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env['HOLDFAST_PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
