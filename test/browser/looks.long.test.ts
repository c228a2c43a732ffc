import type { ActionHash } from '#core/ids/action-hash';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '#processes/free-port';
import { openService } from '../approvals/service/doubles.ts';
import { decisionBy, recordOf } from '../approvals/service/example-action.ts';
import { openGateway } from '../gateway/doubles.ts';
import { BRIEFED, INCIDENT_ID, INVESTIGATING, keepIncident } from '../gateway/pages/example-incident.ts';
import { ENDED, RUN_ID, RUNNING, STEPS } from '../gateway/pages/example-run.ts';
import { chromium, expectNothingFocused, openPage, skippedWithout, startChromium } from '../support/browser.ts';
import { expectGoodLooks, seriousFaults, sidewaysPixels } from '../support/browser-looks.ts';

const LONG = 'a-name-that-nobody-would-give-but-somebody-has-'.repeat(6);
const UNDO_BY = '2026-03-01T04:05:00.000Z';
const HASH = 'c'.repeat(64) as ActionHash;
const AWAITING = { hash: HASH, state: 'awaiting', number: 1, deadlineAt: '2026-03-01T03:19:02.000Z' } as const;

describe.skipIf(chromium === undefined)(`pages in a browser ${skippedWithout}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  test(
    'incidents and runs have no serious fault, fit a phone and leave the focus alone',
    { timeout: 60_000 },
    async () => {
      const { app, doubles } = openGateway({ approvalsUrl: 'http://127.0.0.1:8490' });
      const origin = await app.listen({ host: '127.0.0.1', port: 0 });
      const { page, complaints, close } = await openPage(browser);
      const look = async (path: string, name: string) => {
        await page.goto(`${origin}${path}`);
        await expectNothingFocused(page);
        await expectGoodLooks(page, name);
      };
      const incident = `/incidents/${encodeURIComponent(INCIDENT_ID)}`;
      const run = `/runs/${encodeURIComponent(RUN_ID)}`;
      const write = { ...STEPS[0]!, path: 'back', id: 'back', title: LONG, kind: 'write' as const };
      keepIncident(doubles, INVESTIGATING);
      await look(incident, 'example-investigating');
      keepIncident(doubles, {
        ...BRIEFED,
        phase: 'watching',
        runs: [
          {
            runId: RUN_ID,
            runbook: 'roll-back',
            title: LONG,
            state: 'running',
            at: BRIEFED.receivedAt,
            waitingFor: LONG,
            writes: [{ actionHash: HASH, title: LONG, state: 'awaiting' }],
          },
        ],
      });
      await look(incident, 'example-incident');
      doubles.runs.states.set(RUN_ID, {
        ...RUNNING,
        steps: [...RUNNING.steps, { ...write, state: 'waiting', endedAt: undefined, action: AWAITING }],
      });
      await look(run, 'example-run');
      doubles.runs.states.set(RUN_ID, ENDED);
      await look(run, 'example-run-ended');
      expect(complaints).toEqual([]);
      await close();
      await app.close();
    },
  );

  test('actions have none either, in whatever state, nor has their list', { timeout: 60_000 }, async () => {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const { app, doubles } = openService({ publicUrl });
    await app.listen({ host: '127.0.0.1', port: Number(new URL(publicUrl).port) });
    const { page, complaints, close } = await openPage(browser);
    const records = {
      awaiting: recordOf({ undoBy: UNDO_BY }),
      hostile: recordOf({
        document: { title: LONG, target: { kind: 'service', name: LONG, uid: LONG } },
        preview: {
          risk: 'destructive',
          changes: [{ field: LONG, from: LONG, to: LONG }],
          instances: [LONG],
          warnings: [LONG],
        },
      }),
      verified: recordOf({
        state: 'verified',
        undoBy: UNDO_BY,
        document: { title: 'b' },
        decisions: [decisionBy('Linus', ['owners'])],
      }),
      rejected: recordOf({ state: 'rejected', document: { title: 'c' }, ended: true }),
      not_verified: recordOf({ state: 'not_verified', undoBy: UNDO_BY, document: { title: 'd' }, asksUndo: true }),
      unknown: recordOf({ state: 'unknown', document: { title: 'e' }, asksOutcome: 'do', problems: [LONG] }),
    };
    for (const [name, record] of Object.entries(records)) {
      doubles.records.set(record.actionHash, record);
      const at = '2026-03-01T03:05:00.000Z';
      doubles.looked =
        name === 'awaiting'
          ? { kind: 'drifted', at, reason: 'revision is 14, it was 13' }
          : { kind: 'as_previewed', at };
      await page.goto(`${publicUrl}/actions/${record.actionHash}`);
      await expectNothingFocused(page);
      const mayUndo = name === 'verified' || name === 'not_verified';
      expect(await page.locator('#undo-it').count(), name).toBe(mayUndo ? 1 : 0);
      await expectGoodLooks(page, `example-action-${name}`);
    }
    await page.goto(publicUrl);
    await expectGoodLooks(page, 'example-actions');
    expect(complaints).toEqual([]);
    await close();
    await app.close();
  });

  test('the page that asks to sign in before looking has none', async () => {
    const origin = 'https://approvals.example';
    const { app } = openService({ host: '0.0.0.0', publicUrl: origin });
    const { page, close } = await openPage(browser);
    // As behind a proxy: where others can reach it, it is served at an https address alone.
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const answer = await app.inject({ url: pathname, headers: { host: 'approvals.example' } });
      const contentType = String(answer.headers['content-type']);
      await route.fulfill({ status: answer.statusCode, contentType, body: answer.body });
    });
    await page.goto(origin);
    await page.getByRole('button', { name: /^Sign in at/ }).waitFor();
    await expectNothingFocused(page);
    await expectGoodLooks(page, 'example-sign-in');
    await close();
    await app.close();
  });

  test('what they are held to finds a fault, and a page that is too wide', async () => {
    const { page, close } = await openPage(browser);
    await page.setContent('<html lang="en"><title>x</title><main><img src="x"><p style="width:200vw">x</p></main>');
    expect(await seriousFaults(page)).toContainEqual(expect.stringContaining('image-alt'));
    expect(await sidewaysPixels(page)).toBeGreaterThan(0);
    await close();
  });
});
