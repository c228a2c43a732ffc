import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunOutcome, type RunState } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { openGateway } from '../doubles.ts';
import { INCIDENT_ID, SIGNALS_OF_PAYMENTS } from './example-incident.ts';
import { ENDED, FORM_QUESTION, RUN_ID, RUNNING, STEPS } from './example-run.ts';

const PAGE = `/runs/${encodeURIComponent(RUN_ID)}`;

describe('the page of a run', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());
  const page = async (state: RunState = RUNNING) => {
    gateway.doubles.runs.states.set(state.runId, state);
    return (await gateway.app.inject(PAGE)).body;
  };

  test('is found by its encoded and by its plain address, and the list leads to it', async () => {
    await page();
    for (const url of [PAGE, `/runs/${RUN_ID}`, `${PAGE}/`])
      expect((await gateway.app.inject(url)).statusCode).toBe(200);
    gateway.doubles.runs.rows = [
      { runId: RUN_ID, runbook: 'x', title: 'Roll it back', state: 'running', startedAt: RUNNING.startedAt },
    ];
    const list = (await gateway.app.inject('/runs')).body;
    expect(list).toContain(`href="${PAGE}"`);
    expect(list).toContain('1 in progress of 1 listed');
  });

  test('says what runs, on what, by whom, and until when', async () => {
    const html = await page();
    for (const part of [
      'Roll back a bad release',
      'c0ffee000000',
      'payments',
      'Ada (not verified, on the page)',
      '2026-03-01 03:34:00 UTC',
      `href="/incidents/${encodeURIComponent(INCIDENT_ID)}"`,
      'http://127.0.0.1:8233/namespaces/default/workflows/',
    ])
      expect(html).toContain(part);
  });

  test('puts what waits for a person before the steps, with its deadline and its form', async () => {
    const html = await page();
    expect(html.indexOf('Does v1.8.2 run on today’s database schema?')).toBeLessThan(html.indexOf('id="steps"'));
    expect(html).toMatch(/answer by .*2026-03-01 03:14:06 UTC/);
    expect(html).toMatch(/escalated .*03:05:06 UTC/);
    expect(html).toContain(`action="${PAGE}/answer"`);
    expect(html).toMatch(/<button[^>]* name="answer" value="yes">/);
    // The Enter key in a text field presses the first button.
    expect(html).toMatch(/<form [^>]*id="answer-schema"><button type="submit" disabled hidden>/);
  });

  test('asks field by field where the question has a form', async () => {
    const html = await page({ ...RUNNING, steps: [...STEPS, FORM_QUESTION] });
    expect(html).toMatch(/<label for="answer-which-field_instance">Which instance<\/label>/);
    expect(html).toMatch(/<input [^>]*name="field\.instance" type="text" maxlength="40"/);
    expect(html).toContain('As list_pods names it.');
    expect(html).toMatch(/<textarea [^>]*name="field\.why"/);
    expect(html).toMatch(/What was seen<span class="subtle"> \(optional\)/);
    expect(html).toMatch(/<option [^>]*value="small"[^>]*selected|<option selected value="small"/);
    expect(html).toMatch(/name="field\.count" type="number" step="1" min="1" max="9" value="2"/);
    expect(html).toMatch(/name="field\.drain" type="checkbox" value="true" checked/);
  });

  test('shows steps as a tree in the order of the plan, inner ones below their branch, and what is to come', async () => {
    const html = await page();
    const order = [
      'Find the last healthy',
      'Look closer',
      'Error patterns',
      'Load of payments',
      'Go back to the',
      'Tell',
    ];
    const steps = html.slice(html.indexOf('id="steps"'));
    expect([...order].sort((a, b) => steps.indexOf(a) - steps.indexOf(b))).toEqual(order);
    expect(steps).toMatch(/<p class="kicker">logs<\/p><ol class="steps"><li class="step tone-bad">/);
    expect(steps).toContain('logs did not answer');
    expect(steps).toContain(`href="/evidence/${SIGNALS_OF_PAYMENTS}"`);
    expect(steps).toContain('deployments.plan_rollback');
    expect(steps).toContain('took 3 s');
    expect(steps.match(/to come<\/span>/g)).toHaveLength(2);
  });

  test('tells the rounds of a loop apart, folded once they are many and done', async () => {
    const base = STEPS[1]!;
    const rounds = Array.from({ length: 9 }, (_, index) => ({
      ...base,
      kind: 'read' as const,
      path: `look/${index}/restart`,
      state: index === 4 ? ('failed' as const) : ('succeeded' as const),
    }));
    const html = await page({ ...RUNNING, steps: [{ ...base, kind: 'forEach' }, ...rounds] });
    expect(html).toContain('<summary>round 3: done</summary>');
    expect(html).toContain('<p class="kicker">round 4</p>');
  });

  test('lets a person steer what has not ended, and nothing more after that', async () => {
    const running = await page();
    for (const action of ['pause', 'skip', 'cancel']) expect(running).toContain(`action="${PAGE}/${action}"`);
    // What runs, and what is to come; not what has ended.
    expect(running.match(/<option [^>]*value="(?!")[^"]+"/g)).toEqual([
      '<option value="schema"',
      '<option value="roll_back"',
      '<option value="tell"',
    ]);
    const paused = await page({
      ...RUNNING,
      state: 'paused',
      paused: { by: RUNNING.startedBy, at: RUNNING.startedAt, reason: 'lunch' },
    });
    expect(paused).toContain(`action="${PAGE}/resume"`);
    expect(paused).not.toContain(`action="${PAGE}/pause"`);
    expect(paused).toContain('lunch. Deadlines go on.');
    expect(await page(ENDED)).not.toContain('<form');
  });

  test('says who ended it and why', async () => {
    const html = await page({
      ...ENDED,
      outcome: 'cancelled',
      cancelled: { by: RUNNING.startedBy, at: RUNNING.startedAt, reason: 'wrong service', handsOff: true },
    });
    expect(html).toContain('Cancelled, hands off, by Ada (not verified, on the page)');
    expect(html).toContain('wrong service');
    expect(html).toContain('By Grace (not verified, on the command line).');
    expect(html).toContain('It took 1 min 5 s.');
    expect(html.match(/>not reached</g)).toHaveLength(2);
  });

  test.each(Object.values(RunOutcome))('has words for the outcome %s', async (outcome) => {
    expect(await page({ ...ENDED, outcome })).toMatch(
      new RegExp(`class="mark tone-\\w+"[^>]*>${outcome.replace('_', ' ')}<`),
    );
  });

  test.each([...Object.values(StepOutcome), 'running', 'waiting'] as const)(
    'has words for a step that is %s',
    async (state) => {
      const html = await page({ ...RUNNING, steps: [{ ...STEPS[0]!, state }] });
      expect(html).toMatch(
        new RegExp(`<span class="mark tone-\\w+" title="[^"]+">${state.replaceAll('_', ' ')}</span>`),
      );
    },
  );

  test('without a worker says so, and offers nothing that nobody would take in', async () => {
    gateway.doubles.runs.workers = 'none';
    const html = await page({ ...RUNNING, steps: [], plan: [] });
    expect(html).toContain('The worker does not answer; steps cannot be shown.');
    expect(html).not.toContain('<form');
    gateway.doubles.runs.failed = true;
    expect(await page({ ...RUNNING, state: 'ended', steps: [], plan: [] })).toContain('>broken off<');
  });

  test('nothing hostile becomes markup', async () => {
    const evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
    const person = { name: evil, channel: 'page', verified: false } as const;
    const form = {
      type: 'object',
      properties: { [evil]: { type: 'string', title: evil, enum: [evil] } },
      required: [],
    } as const;
    const html = await page({
      ...RUNNING,
      runbook: { name: evil, title: evil, sha256: evil },
      target: { service: evil, environment: evil },
      startedBy: person,
      reason: evil,
      paused: { by: person, at: evil, reason: evil },
      steps: [
        {
          ...STEPS[0]!,
          title: evil,
          path: evil,
          summary: evil,
          reason: evil,
          subject: evil,
          by: person,
          startedAt: evil,
        },
        { ...FORM_QUESTION, title: evil, path: `${evil}2`, question: { text: evil, form } },
      ],
      plan: [{ id: evil, kind: 'read', title: evil }],
    });
    expect(html).toContain('&lt;script>');
    expect(html.match(/<script[^>]*>/g)).toEqual([
      '<script src="/assets/idiomorph.js" defer>',
      '<script src="/assets/live.js" defer>',
    ]);
    expect(html).not.toMatch(/<img src=x|javascript:|<[^>]* (style|on\w+)=/);
  });

  test('follows the run live, and a run that nobody knows is 404 in words', async () => {
    expect(await page()).toContain(`data-live-path="${PAGE}/live"`);
    for (const url of ['/runs/run/alone/none', '/runs/x/live'])
      expect((await gateway.app.inject(url)).statusCode).toBe(404);
    const answer = await gateway.app.inject(`${PAGE}/cancel`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, PAGE]);
  });
});
