import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RequestRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { openGateway } from '../doubles.ts';
import { FORM_QUESTION, RUN_ID, RUNNING, STEPS } from '../pages/example-run.ts';
import { postForm } from './post-form.ts';

const PAGE = `/runs/${encodeURIComponent(RUN_ID)}`;
const ADA = { name: 'Ada Lovelace', channel: 'page', verified: false } as const;

describe('what people send to a run', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
    gateway.doubles.runs.states.set(RUN_ID, RUNNING);
  });
  afterEach(async () => {
    await gateway.app.close();
    gateway.doubles.runs.finish();
  });
  const send = (action: string, fields: Record<string, string>) =>
    gateway.app.inject(postForm(`${PAGE}/${action}`, fields));
  const by = ADA.name;

  test('is done under the name, which is remembered, and leads back to the page', async () => {
    const { runs } = gateway.doubles;
    runs.script('answer', [RUN_ID, { path: 'schema', answer: { kind: 'yes', note: 'seen on staging' }, by: ADA }]);
    const answer = await send('answer', { step: 'schema', answer: 'yes', note: ' seen on staging\r\n', by });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, PAGE]);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^holdfast_name=Ada%20Lovelace; Path=\/; Max-Age=31536000; SameSite=Strict; HttpOnly$/);
    const next = await gateway.app.inject({ url: PAGE, headers: { cookie: `other=1; ${cookie.split(';')[0]}` } });
    expect(next.body).toMatch(/name="by"[^>]*value="Ada Lovelace"/);
  });

  test('says no with a reason, and not without one', async () => {
    gateway.doubles.runs.script('answer', [
      RUN_ID,
      { path: 'schema', answer: { kind: 'no', reason: 'not today' }, by: ADA },
    ]);
    expect((await send('answer', { step: 'schema', answer: 'no', note: 'not today', by })).statusCode).toBe(303);
    const refused = await send('answer', { step: 'schema', answer: 'no', note: '  ', by });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Say why not: the reason is recorded and shown.');
    expect(refused.body).toMatch(/name="by"[^>]*value="Ada Lovelace"/);
  });

  test('pauses, resumes, skips and cancels', async () => {
    const { runs } = gateway.doubles;
    runs.script('pause', [RUN_ID, { reason: undefined, by: ADA }]);
    runs.script('resume', [RUN_ID, { by: ADA }]);
    runs.script('skip', [RUN_ID, { path: 'look/logs/errors', reason: 'known', by: ADA }]);
    runs.script('cancel', [RUN_ID, { reason: 'wrong service', by: ADA }]);
    const statuses = [
      await send('pause', { reason: '', by }),
      await send('resume', { by }),
      await send('skip', { step: 'look/logs/errors', reason: 'known', by }),
      await send('cancel', { reason: 'wrong service', by }),
    ].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([303, 303, 303, 303]);
  });

  test('fills in a form as its fields say: a box that is not ticked is no, whatever its default', async () => {
    const { runs } = gateway.doubles;
    runs.states.set(RUN_ID, { ...RUNNING, steps: [...STEPS, FORM_QUESTION] });
    const values = { instance: 'payments-1', size: 'large', count: 3, drain: false };
    runs.script('answer', [RUN_ID, { path: 'which', answer: { kind: 'form', values }, by: ADA }]);
    const fields = { step: 'which', 'field.instance': 'payments-1', 'field.size': 'large', 'field.count': '3', by };
    expect((await send('answer', { ...fields, 'field.why': '' })).statusCode).toBe(303);
  });

  test('says no to a form too, with a reason', async () => {
    const { runs } = gateway.doubles;
    runs.states.set(RUN_ID, { ...RUNNING, steps: [...STEPS, FORM_QUESTION] });
    runs.script('answer', [RUN_ID, { path: 'which', answer: { kind: 'no', reason: 'none' }, by: ADA }]);
    expect((await send('answer', { step: 'which', answer: 'no', note: 'none', by })).statusCode).toBe(303);
    const refused = await send('answer', { step: 'which', answer: 'no', note: '', by });
    expect(refused.body).toMatch(/<details id="fold-no-which" class="fold" open>/);
    expect(refused.body).toMatch(/id="no-which-note-problem"/);
  });

  test('keeps what was filled in where a field is refused, and says what is wrong beside it', async () => {
    gateway.doubles.runs.states.set(RUN_ID, { ...RUNNING, steps: [...STEPS, FORM_QUESTION] });
    const { statusCode, body } = await send('answer', {
      step: 'which',
      'field.instance': '',
      'field.size': 'large',
      'field.count': '12',
      'field.why': '<b>"slow"',
      by,
    });
    expect(statusCode).toBe(422);
    expect(body).toContain('Nothing was done: look at the marked fields.');
    expect(body).toMatch(/id="answer-which-field_count-problem" class="problem">Must be at most 9/);
    expect(body).toMatch(/id="answer-which-field_instance-problem" class="problem">An answer is needed/);
    expect(body).toMatch(/aria-invalid="true"[^>]*name="field\.count"[^>]*value="12"/);
    expect(body).toMatch(/<textarea [^>]*name="field\.why"[^>]*>&lt;b>/);
    expect(body).toMatch(/<option (value="large" selected|selected value="large")/);
    expect(body).not.toMatch(/name="field\.drain"[^>]*checked/);
    // It must not be replaced while it is corrected.
    expect(body).not.toContain('data-live-path');
  });

  test.each([
    ['a field that the form does not have', { step: 'schema', answer: 'yes', note: '', extra: '1' }],
    ['a value for a question without a form', { step: 'schema', answer: 'yes', 'field.x': '1' }],
    ['neither yes nor no', { step: 'schema', answer: 'maybe' }],
    ['no step', { answer: 'yes' }],
  ])('%s is refused', async (_, fields) => {
    expect((await send('answer', { ...fields, by })).statusCode).toBe(422);
  });

  test.each([
    ['no name', {}],
    ['a blank name', { by: '  ' }],
    ['a name of 101 characters', { by: 'x'.repeat(101) }],
    ['a name with a control character', { by: 'Ada\u0000' }],
    ['a name of two lines', { by: 'Ada\nroot' }],
    ['a name that reads backwards', { by: 'Ada\u202etoor' }],
  ])('%s is refused, and nothing is done', async (_, fields: Record<string, string>) => {
    const answer = await send('cancel', { reason: 'why', ...fields });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toMatch(/id="cancel-by-problem"/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('the second answer is told who gave the first one', async () => {
    const { runs } = gateway.doubles;
    const message = { path: 'schema', answer: { kind: 'yes', note: undefined }, by: ADA } as const;
    runs.script('answer', [RUN_ID, message], new RequestRefused('Grace has answered it: no.'));
    const answer = await send('answer', { step: 'schema', answer: 'yes', note: '', by });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('Nothing was done: Grace has answered it: no.');
  });

  test('without Temporal or a worker it is 503 with the next step', async () => {
    const { runs } = gateway.doubles;
    runs.script('resume', [RUN_ID, { by: ADA }], new TemporalUnavailable('no connection'));
    runs.script('resume', [RUN_ID, { by: ADA }], new WorkerUnanswered('Nobody took it in within 5 s.'));
    const away = await send('resume', { by });
    expect([away.statusCode, away.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(away.body).toContain('Temporal does not answer');
    const unanswered = await send('resume', { by });
    expect(unanswered.statusCode).toBe(503);
    expect(unanswered.body).toContain('Nobody took it in within 5 s.');
    runs.workers = 'none';
    expect((await send('resume', { by })).body).toContain('nothing was done');
  });

  test('a run or an action that does not exist is 404', async () => {
    for (const url of ['/runs/run/alone/none/cancel', `${PAGE}/explode`, PAGE])
      expect((await gateway.app.inject(postForm(url, { reason: 'x', by }))).statusCode).toBe(404);
  });
});
