import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunNotice } from '#core/runs/run-messages';
import { RequestRefused } from '#temporal/errors';
import { openGateway } from '../doubles.ts';
import { BRIEF, BRIEFED, INCIDENT_ID, INVESTIGATING, keepIncident } from '../pages/example-incident.ts';
import { FORM, RUN_ID, SHA256 } from '../pages/example-run.ts';
import { postForm } from './post-form.ts';

const PAGE = `/incidents/${encodeURIComponent(INCIDENT_ID)}`;
const RUN_PAGE = `/runs/${encodeURIComponent(RUN_ID)}`;
const ADA = { name: 'Ada', channel: 'page', verified: false } as const;
const RECOMMENDED = { name: 'roll-back', title: 'Roll back', sha256: SHA256, because: 'the cause is a bad release' };
const NOTICE: RunNotice = {
  runId: RUN_ID,
  runbook: 'roll-back',
  title: 'Roll back',
  state: 'running',
  waitingFor: 'Does it run on today’s schema?',
  at: '2026-03-01T03:05:00Z',
};

describe('runbooks on the page of an incident', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
    gateway.doubles.offered = [
      { ...RECOMMENDED, inputs: FORM },
      { name: 'scale-out', title: 'Scale out', sha256: SHA256 },
    ];
    keep();
  });
  afterEach(async () => {
    await gateway.app.close();
    gateway.doubles.runs.finish();
  });
  const keep = (state = {}) =>
    keepIncident(gateway.doubles, { ...BRIEFED, ...state }, { ...BRIEF, runbooks: [RECOMMENDED] });
  const page = async () => (await gateway.app.inject(PAGE)).body;
  const once = async () => /name="once" value="(\w+)"/.exec(await page())?.[1] ?? '';
  const send = (action: string, fields: Record<string, string>) =>
    gateway.app.inject(postForm(`${PAGE}/${action}`, fields));
  const start = async () => ({
    runbook: 'roll-back',
    sha256: SHA256,
    once: await once(),
    service: '',
    environment: '',
    by: 'Ada',
    'field.instance': 'payments-1',
    'field.size': 'small',
    'field.count': '',
  });
  const request = {
    runbook: 'roll-back',
    sha256: SHA256,
    by: ADA,
    inputs: { instance: 'payments-1', size: 'small', count: 2, drain: false },
  };

  test('are recommended with their reason and their inputs, the others below', async () => {
    const html = await page();
    expect(html).toContain('Recommended: the cause is a bad release');
    expect(html).toMatch(/<label for="start-roll-back-field_instance">/);
    expect(html.indexOf('Start: Roll back')).toBeLessThan(html.indexOf('Start: Scale out'));
    expect(html.match(/Start: Roll back/g)).toHaveLength(1);
  });

  test('say so when they have changed since the brief', async () => {
    gateway.doubles.offered = [{ ...RECOMMENDED, sha256: 'f'.repeat(64) }];
    expect(await page()).toContain('It has changed since the brief recommended it');
  });

  test('start under a name, and lead to the run; sent twice it is the same start', async () => {
    const fields = await start();
    const key = `${INCIDENT_ID} ${fields.once}`;
    for (let times = 0; times < 2; times++) gateway.doubles.runs.script('start', [request, INCIDENT_ID, key], RUN_ID);
    for (let times = 0; times < 2; times++) {
      const answer = await send('start', fields);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, RUN_PAGE]);
    }
    keep({ runs: [NOTICE] });
    expect(await once()).not.toBe(fields.once);
  });

  test('start on another target than their own where a person says so', async () => {
    const fields = { ...(await start()), service: 'checkout' };
    const key = `${INCIDENT_ID} ${fields.once}`;
    gateway.doubles.runs.script('start', [{ ...request, target: { service: 'checkout' } }, INCIDENT_ID, key], RUN_ID);
    expect((await send('start', fields)).statusCode).toBe(303);
  });

  test('are not started with inputs that do not fit: the values stay, the problems stand beside them', async () => {
    const { statusCode, body } = await send('start', { ...(await start()), 'field.count': 'many' });
    expect(statusCode).toBe(422);
    expect(body).toMatch(/id="start-roll-back-field_count-problem" class="problem">Must be a number/);
    expect(body).toMatch(/name="field\.instance"[^>]*value="payments-1"/);
    expect(body).toMatch(/<details id="fold-start-roll-back" class="fold" open>/);
  });

  test('that are refused tell why', async () => {
    const fields = await start();
    gateway.doubles.runs.script(
      'start',
      [request, INCIDENT_ID, `${INCIDENT_ID} ${fields.once}`],
      new RequestRefused('Hands are off.'),
    );
    const answer = await send('start', fields);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('Nothing was done: Hands are off.');
  });

  test('that wait for a person stand at the top, and each run is linked with its state', async () => {
    keep({ runs: [NOTICE, { ...NOTICE, runId: `run/${INCIDENT_ID}/2`, state: 'ended', outcome: 'stopped' }] });
    const html = await page();
    expect(html.indexOf('Roll back waits for a person: ')).toBeLessThan(html.indexOf('id="brief"'));
    expect(html.match(new RegExp(`href="${RUN_PAGE}"`, 'g'))).toHaveLength(2);
    expect(html).toMatch(/>waits for a person<\/span>/);
    expect(html).toMatch(/>stopped<\/span>/);
  });

  test('stop with hands off, which needs a reason, and can be lifted', async () => {
    expect((await send('hands-off', { off: 'true', reason: '', by: 'Ada' })).statusCode).toBe(422);
    gateway.doubles.runs.script('handsOff', [INCIDENT_ID, { off: true, reason: 'maintenance', by: ADA }]);
    const answer = await send('hands-off', { off: 'true', reason: 'maintenance', by: 'Ada' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, PAGE]);

    keep({ handsOff: { by: ADA, reason: 'maintenance', at: '2026-03-01T03:06:00Z' } });
    const html = await page();
    expect(html).toContain('Hands off: Ada (not verified, on the page) has stopped automation for this incident');
    expect(html).toContain('maintenance');
    expect(html).not.toContain('Start: ');
    expect(html).toMatch(/name="off" value="false"/);
    gateway.doubles.runs.script('handsOff', [INCIDENT_ID, { off: false, reason: 'done', by: ADA }]);
    expect((await send('hands-off', { off: 'false', reason: 'done', by: 'Ada' })).statusCode).toBe(303);
  });

  test('cannot be started for an incident that is closed', async () => {
    keep({ phase: 'closed', runs: [{ ...NOTICE, state: 'ended', outcome: 'completed' }] });
    const html = await page();
    expect(html).toContain('>completed</span>');
    expect(html).not.toContain('<form');
  });

  test('a page that loads itself again without a script can be made to stand', async () => {
    keepIncident(gateway.doubles, INVESTIGATING);
    expect(await page()).toContain('<a href="?stand">');
    expect((await gateway.app.inject(`${PAGE}?stand`)).body).not.toContain('http-equiv="refresh"');
  });

  test('an incident that acts has words of its own', async () => {
    keep({ phase: 'acting' });
    expect(await page()).toContain('A runbook runs; alerts still fire.');
  });
});
