import type { FastifyInstance } from 'fastify';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunState } from '#core/runs/run';
import { evidencePath, incidentPath, runPath } from '#web/paths/gateway';
import { type Doubles, openGateway } from '../gateway/doubles.ts';
import { SIGNALS_OF_CHECKOUT, SIGNALS_OF_PAYMENTS } from '../gateway/pages/example-incident.ts';
import { FORM_QUESTION, RUN_ID, RUNNING, STEPS } from '../gateway/pages/example-run.ts';
import { chromium, openPage, skippedWithout, startChromium, type WatchedPage } from '../support/browser.ts';

// A page that goes along with its run leaves the reader where they are, and keeps what they have done.

const ASKING: RunState = { ...RUNNING, steps: [...STEPS, FORM_QUESTION] };
/** Every section of it is another than before: head, question, steps and what can be skipped. */
const LATER: RunState = {
  ...ASKING,
  paused: { by: { name: 'Ada', channel: 'page', verified: false }, at: '2026-03-01T03:05:00.000Z' },
  steps: [
    { ...STEPS[0]!, path: 'before', id: 'before', title: 'A step that nobody expected', evidence: [] },
    ...STEPS.map((step) => ({ ...step, summary: `Now: ${step.title}` })),
    { ...FORM_QUESTION, question: { ...FORM_QUESTION.question!, text: 'Which instance is it?' } },
  ],
};

describe.skipIf(chromium === undefined)(`a live page in a browser ${skippedWithout}`, () => {
  let browser: Browser;
  let app: FastifyInstance | undefined;
  let watched: WatchedPage | undefined;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    expect(watched?.complaints).toEqual([]);
    await watched?.close();
    await app?.close();
  });
  afterAll(() => browser?.close());

  async function open(
    prepare: (doubles: Doubles) => string,
    timezone?: string,
  ): Promise<{ page: Page; doubles: Doubles }> {
    const gateway = openGateway();
    app = gateway.app;
    const path = prepare(gateway.doubles);
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    watched = await openPage(browser, { timezone });
    const { page } = watched;
    await page.goto(`${origin}${path}`);
    await page.evaluate('window.stillTheSamePage = true');
    return { page, doubles: gateway.doubles };
  }

  const openRun = (state: RunState, timezone?: string) =>
    open(({ runs }) => {
      runs.states.set(RUN_ID, state);
      return runPath(RUN_ID);
    }, timezone);

  async function goOn({ page, doubles }: { page: Page; doubles: Doubles }, state: RunState, sign: Locator) {
    doubles.runs.states.set(RUN_ID, state);
    await sign.waitFor();
    expect(await page.evaluate('window.stillTheSamePage')).toBe(true);
  }

  test('keeps what was typed, ticked, chosen and opened, where the caret is, and how far it was scrolled', async () => {
    const run = await openRun(ASKING);
    const { page } = run;
    const question = page.locator('form#answer-which');
    await question.getByLabel('What was seen').fill('too many errors');
    await question.getByLabel('count').fill('7');
    await question.getByLabel('size').selectOption('large');
    await question.getByLabel('Drain it first').uncheck();
    await page.locator('#fold-skip summary').click();
    await page.locator('#fold-skip select').selectOption('which');
    await page.locator('#fold-skip').getByLabel('Why').fill('not needed');
    const instance = question.getByLabel('Which instance');
    await instance.fill('payments-1');
    await instance.evaluate((field: HTMLInputElement) => field.setSelectionRange(3, 5));
    await page.evaluate('scrollTo(0, 150)');

    await goOn(run, LATER, page.getByText('Which instance is it?'));
    await page.getByText('A step that nobody expected').waitFor();
    expect(await question.getByLabel('What was seen').inputValue()).toBe('too many errors');
    expect(await question.getByLabel('count').inputValue()).toBe('7');
    expect(await question.getByLabel('size').inputValue()).toBe('large');
    expect(await question.getByLabel('Drain it first').isChecked()).toBe(false);
    expect(await page.locator('#fold-skip').getAttribute('open')).not.toBeNull();
    expect(await page.locator('#fold-skip select').inputValue()).toBe('which');
    expect(await page.locator('#fold-skip').getByLabel('Why').inputValue()).toBe('not needed');
    const place = await instance.evaluate((field: HTMLInputElement) => [
      document.activeElement === field,
      field.value,
      field.selectionStart,
      field.selectionEnd,
    ]);
    expect(place).toEqual([true, 'payments-1', 3, 5]);
    expect(await page.evaluate('scrollY')).toBe(150);
  });

  test('takes a field that nobody has touched as it is now, and a step that is no longer there out of the choice', async () => {
    const run = await openRun(LATER);
    const { page } = run;
    await page.locator('#fold-skip summary').click();
    await page.locator('#fold-skip select').selectOption('which');
    const answered = { ...FORM_QUESTION, state: 'succeeded', endedAt: '2026-03-01T03:06:00.000Z' } as const;
    await goOn(run, { ...RUNNING, steps: [...STEPS, answered, RUNNING.steps.at(-1)!] }, page.locator('#fold-pause'));
    expect(await page.locator('#fold-resume').count()).toBe(0);
    expect(await page.locator('form#answer-which').count()).toBe(0);
    expect(await page.locator('#fold-skip select').inputValue()).toBe('');
    const sections = await page.locator('main > [id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(sections).toEqual(['head', 'question-schema', 'steps', 'steering']);
  });

  test('leaves a fold closed that the reader has closed', async () => {
    const run = await openRun(LATER);
    const { page } = run;
    await page.locator('#fold-resume summary').click();
    await goOn(run, { ...LATER, steps: ASKING.steps }, page.getByText('Which instance?'));
    expect(await page.locator('#fold-resume').getAttribute('open')).toBeNull();
  });

  test("shows the reader's own time beside UTC, once, also for what came later", async () => {
    const run = await openRun(ASKING, 'Asia/Tokyo');
    const { page } = run;
    const shown = () => page.locator('main time').allInnerTexts();
    for (const text of await shown()) expect(text).toMatch(/UTC \([^()]+GMT\+9\)$/);
    await goOn(run, LATER, page.getByText('Paused by Ada'));
    for (const text of await shown()) expect(text).toMatch(/UTC \([^()]+GMT\+9\)$/);
  });

  test('reads its status out: the live region stays, its words change', async () => {
    const run = await openRun(ASKING);
    const { page } = run;
    await page.evaluate("window.liveRegion = document.getElementById('status')");
    const before = await page.locator('#status').innerText();
    await goOn(run, { ...LATER, steps: STEPS }, page.getByText('Paused by Ada'));
    expect(await page.locator('#status').innerText()).not.toBe(before);
    expect(await page.evaluate("window.liveRegion === document.getElementById('status')")).toBe(true);
  });

  test('keeps the focus on a link without an id where others come before it', async () => {
    const run = await openRun(ASKING);
    const { page } = run;
    const address = evidencePath(SIGNALS_OF_PAYMENTS);
    await page.locator(`a[href="${address}"]`).focus();
    const before = { ...STEPS[0]!, path: 'before', id: 'before', evidence: [SIGNALS_OF_CHECKOUT] };
    const plan = [{ id: 'before', kind: 'read' as const, title: 'Before' }, ...ASKING.plan];
    await goOn(run, { ...ASKING, plan, steps: [before, ...ASKING.steps] }, page.getByText('before', { exact: true }));
    expect(await page.locator(':focus').getAttribute('href')).toBe(address);
  });

  test('keeps the focus on a link, wherever its row has moved', async () => {
    const row = (incidentId: string) => ({
      incidentId,
      title: `Title of ${incidentId}`,
      phase: 'investigating' as const,
      services: ['payments'],
      openedAt: '2026-03-01T03:04:00.000Z',
    });
    const rows = ['a', 'b', 'c'].map((name) => row(`incident/${name}`));
    const { page, doubles } = await open((made) => {
      made.rows = rows as never;
      return '/';
    });
    await page.getByRole('link', { name: 'Title of incident/b' }).focus();
    doubles.rows = [row('incident/new'), rows[1]!, rows[0]!, rows[2]!] as never;
    await page.getByRole('link', { name: 'Title of incident/new' }).waitFor();
    const focused = await page.locator(':focus').getAttribute('href');
    expect(focused).toBe(incidentPath('incident/b' as never));
  });
});
