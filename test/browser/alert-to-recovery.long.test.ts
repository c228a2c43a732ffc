import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { actionPath } from '#web/paths/approvals';
import { incidentPath, runPath } from '#web/paths/gateway';
import { createRuns } from '#temporal/runs';
import { waitUntil } from '#processes/wait-until';
import {
  chromium,
  expectNothingFocused,
  openPage,
  pressByKeyboard,
  skippedWithout,
  startChromium,
  tabTo,
} from '../support/browser.ts';
import { expectGoodLooks } from '../support/browser-looks.ts';
import { startLiveDemo } from '../support/live-demo.ts';

const briefMilliseconds = 90_000;
const recoveryMilliseconds = 300_000;

describe.skipIf(chromium === undefined)(`in a browser, on the running system ${skippedWithout}`, () => {
  let demo: Awaited<ReturnType<typeof startLiveDemo>>;
  let browser: Browser;
  beforeAll(async () => {
    [demo, browser] = await Promise.all([startLiveDemo(inject('temporalProgram')), startChromium()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), demo?.stop()]);
  });

  /** The one write of a run, once people are asked about it. */
  async function waitingAction(runId: string): Promise<string> {
    const { client, incidents, configuration } = demo;
    const runs = createRuns({ client, processName: 'demo', taskQueue: configuration.temporal.taskQueue, incidents });
    let hash: string | undefined;
    await waitUntil(
      'a write that waits',
      async () => {
        const actions = (await runs.get(runId))?.state.steps.flatMap(({ action }) => action ?? []) ?? [];
        hash = actions.find(({ state }) => state === 'awaiting')?.hash;
        return hash !== undefined;
      },
      { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
    );
    return hash!;
  }

  const runIdOf = (page: Page) => decodeURIComponent(new URL(page.url()).pathname.replace(/^\/runs\//, ''));
  const asLinus = (page: Page) => page.getByRole('button', { name: /^Linus/ });

  test(
    'alert, brief, sign in, a rejection without scripts, an approval by keyboard, recovery',
    { timeout: 600_000 },
    async () => {
      const { page, complaints } = await openPage(browser);
      await page.goto(demo.gatewayUrl);
      await expectGoodLooks(page, 'list-empty');
      // What is normal has to be known before something is not.
      await demo.healAndSettle();
      await demo.lab.break('bad-release');
      const incidentId = await demo.nextIncident();
      const incidentUrl = `${demo.gatewayUrl}${incidentPath(incidentId)}`;

      // The brief comes into the page that stands open.
      await page.goto(incidentUrl);
      await page.evaluate('window.stillTheSamePage = true');
      await expectNothingFocused(page);
      const recommended = page.locator('.recommended');
      await recommended.waitFor({ timeout: briefMilliseconds });
      expect(await page.locator('.headline').innerText()).toContain('payments v1.8.3');
      expect(await page.evaluate('window.stillTheSamePage')).toBe(true);
      await expectGoodLooks(page, 'incident-briefed');

      // Without scripts: started, looked at, rejected.
      const plain = await openPage(browser, { scripts: false });
      const run = await startPlainly(plain.page, incidentUrl);
      const rejected = await waitingAction(run);
      await plain.page.goto(`${demo.gatewayUrl}${runPath(run)}`);
      await plain.page.getByRole('link', { name: 'Review and decide' }).click();
      expect(plain.page.url()).toBe(`${demo.approvalsUrl}${actionPath(rejected)}`);
      await plain.page.locator('#reject textarea').fill('first the other way');
      await plain.page.getByRole('button', { name: 'Reject', exact: true }).click();
      await asLinus(plain.page).click();
      await plain.page.getByText('A person rejected it; nothing was written.').waitFor();
      expect(plain.complaints).toEqual([]);
      await plain.close();

      // With the keyboard alone: the runbook is started ...
      await page.goto(incidentUrl);
      await pressByKeyboard(recommended.locator('summary').first());
      await tabTo(recommended.getByLabel('Your name'));
      await page.keyboard.type('Grace');
      await pressByKeyboard(recommended.getByRole('button', { name: /^Start/ }));
      await page.waitForURL(/\/runs\//);
      const decide = page.getByRole('link', { name: 'Review and decide' });
      await decide.waitFor({ timeout: 60_000 });
      const actionHash = await waitingAction(runIdOf(page));
      await expectGoodLooks(page, 'run-waiting');
      const beside = await openPage(browser);
      await beside.page.goto(incidentUrl);
      await beside.page.getByRole('link', { name: 'Review and decide' }).waitFor();
      await expectGoodLooks(beside.page, 'incident-waiting');

      // ... its write looked at ...
      await pressByKeyboard(decide);
      await page.waitForURL(`${demo.approvalsUrl}${actionPath(actionHash)}`);
      await expectNothingFocused(page);
      const text = await page.locator('main').innerText();
      for (const part of ['v1.8.3', 'v1.8.2', 'payments-', 'Undo', '1 person of payments-oncall'])
        expect(text).toContain(part);
      expect(text).not.toContain('Undo it');
      await expectGoodLooks(page, 'action-awaiting');
      await beside.page.goto(demo.approvalsUrl);
      await beside.page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
      await expectGoodLooks(beside.page, 'approvals-list');
      await beside.page.goto(`${demo.approvalsUrl}${actionPath(rejected)}`);
      await expectGoodLooks(beside.page, 'action-rejected');

      // ... and approved.
      await pressByKeyboard(page.getByRole('button', { name: 'Approve', exact: true }));
      await asLinus(page).waitFor();
      await expectNothingFocused(page);
      await expectGoodLooks(page, 'sign-in-at-issuer');
      await pressByKeyboard(asLinus(page));
      await page.getByText('Your approval has arrived, and no other is needed.').waitFor();
      await page.evaluate('window.stillTheSamePage = true');
      await page.locator('#head').getByText('verified', { exact: true }).waitFor({ timeout: recoveryMilliseconds });
      expect(await page.evaluate('window.stillTheSamePage')).toBe(true);
      await expectGoodLooks(page, 'action-verified');

      // The page of the incident has gone along by itself.
      await beside.page.goto(incidentUrl);
      await beside.page.locator('#status', { hasText: 'Closed' }).waitFor({ timeout: recoveryMilliseconds });
      const times = await beside.page.locator('#times').innerText();
      for (const part of ['alert', 'delivered', 'brief', 'approved by Linus', 'written', 'verified', 'recovery'])
        expect(times).toContain(part);
      await expectGoodLooks(beside.page, 'incident-closed');
      await beside.page.goto(`${demo.gatewayUrl}${runPath(run)}`);
      await expectGoodLooks(beside.page, 'run-rejected');
      await beside.page.goto(`${demo.gatewayUrl}/`);
      await expectGoodLooks(beside.page, 'list');
      expect([...complaints, ...beside.complaints]).toEqual([]);
    },
  );

  /** @returns the run's id */
  async function startPlainly(page: Page, incidentUrl: string): Promise<string> {
    await page.goto(incidentUrl);
    const recommended = page.locator('.recommended');
    await recommended.locator('summary').first().click();
    await recommended.getByLabel('Your name').fill('Grace');
    await recommended.getByRole('button', { name: /^Start/ }).click();
    await page.waitForURL(/\/runs\//);
    return runIdOf(page);
  }
});
