import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ApprovalsSettings } from '#approvals/service/settings';
import { freePort } from '#processes/free-port';
import { type Doubles, openService } from '../approvals/service/doubles.ts';
import { ISSUER, recordOf } from '../approvals/service/example-action.ts';
import { chromium, openPage, pressByKeyboard, skippedWithout, startChromium, tabTo } from '../support/browser.ts';

// The service over doubles; the identity provider is a route of the browser that sends everybody back.

describe.skipIf(chromium === undefined)(`deciding in a browser ${skippedWithout}`, () => {
  let browser: Browser;
  let app: FastifyInstance | undefined;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(() => app?.close());
  afterAll(() => browser?.close());

  async function open(
    options: { scripts?: boolean } = {},
    settings: Partial<ApprovalsSettings> = {},
    changes: Parameters<typeof recordOf>[0] = {},
  ) {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const service = openService({ publicUrl, ...settings });
    app = service.app;
    await app.listen({ host: '127.0.0.1', port });
    const record = recordOf(changes);
    service.doubles.records.set(record.actionHash, record);
    const watched = await openPage(browser, options);
    await watched.page.route(`${ISSUER}/**`, async (route) => {
      const { searchParams } = new URL(route.request().url());
      const location = `${publicUrl}/sign-in/callback?state=${searchParams.get('state')}&code=c`;
      await route.fulfill({ status: 303, headers: { location } });
    });
    await watched.page.goto(`${publicUrl}/actions/${record.actionHash}`);
    return { ...watched, doubles: service.doubles };
  }

  const approve = (page: Page) => page.getByRole('button', { name: 'Approve', exact: true });
  const answers = ({ signed }: Doubles) => signed.map(({ answer }) => answer);

  test('works without scripts, through the identity provider and back, and nothing complains', async () => {
    const { page, doubles, complaints, close } = await open({ scripts: false });
    await approve(page).click();
    await page.getByText('Your approval has arrived, and no other is needed.').waitFor();
    expect(answers(doubles)).toEqual(['approve']);
    expect(complaints).toEqual([]);
    await close();
  });

  test('works by keyboard alone', async () => {
    const { page, doubles, complaints, close } = await open();
    await tabTo(page.locator('#reject textarea'));
    await page.keyboard.type('too risky');
    await pressByKeyboard(page.getByRole('button', { name: 'Reject', exact: true }));
    await page.getByText('Your rejection counts. Unless the write had begun, nothing will be written.').waitFor();
    expect(answers(doubles)).toEqual(['reject']);
    expect(complaints).toEqual([]);
    await close();
  });

  test('takes a button: the Enter key in a field sends nothing', async () => {
    const { page, doubles, close } = await open({}, {}, { preview: { risk: 'destructive' } });
    await tabTo(page.getByLabel('Type the name of the target: payments').first());
    await page.keyboard.type('payments');
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.method()));
    await page.keyboard.press('Enter');
    await pressByKeyboard(approve(page));
    await page.getByText('Your approval has arrived, and no other is needed.').waitFor();
    expect(requests.filter((method) => method === 'POST')).toHaveLength(1);
    expect(answers(doubles)).toEqual(['approve']);
    await close();
  });

  test('is held up by the Content-Security-Policy where it does not know the identity provider', async () => {
    const issuer = { issuer: ISSUER, clientId: 'holdfast', groupsClaim: 'groups', development: true };
    const { page, doubles, complaints, close } = await open(
      {},
      { issuers: { lab: { ...issuer, isConfidential: false, origins: [] } } },
    );
    await approve(page).click();
    await expect.poll(() => complaints.join()).toContain('form-action');
    expect(answers(doubles)).toEqual([]);
    await close();
  });
});
