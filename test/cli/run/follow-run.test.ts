import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunOutcome, type RunState } from '#core/runs/run';
import { RequestRefused, TemporalUnavailable } from '#temporal/errors';
import { exitCodeOf, followRun, type FollowOptions } from '#cli/run/follow-run';
import { ENDED, FORM_QUESTION, RUN_ID, RUNNING, STEPS, YES_OR_NO } from '../../gateway/pages/example-run.ts';
import { createRunsDouble, type RunsDouble } from '../../gateway/runs-double.ts';

const ADA = { name: 'Ada', channel: 'cli', verified: false } as const;
const COMPLETED: RunState = { ...ENDED, outcome: 'completed', reason: undefined };

let runs: RunsDouble;
let output: PassThrough;
let input: PassThrough;
let text: string;
beforeEach(() => {
  runs = createRunsDouble();
  output = new PassThrough();
  input = new PassThrough();
  text = '';
  output.on('data', (chunk: Buffer) => (text += chunk.toString()));
});
afterEach(() => runs.finish());

const stand = (state: RunState) => void runs.states.set(RUN_ID, state);
const follow = (options: Partial<FollowOptions> = {}) =>
  followRun(runs, RUN_ID, { output, isTerminal: false, by: ADA, everyMilliseconds: 5, ...options });
async function said(part: string | RegExp): Promise<void> {
  const end = Date.now() + 5000;
  const isSaid = () => (typeof part === 'string' ? text.includes(part) : part.test(text));
  while (!isSaid()) {
    if (Date.now() > end) throw new Error(`Never said: ${String(part)}\nbut:\n${text}`);
    await pause(5);
  }
}
const typeLine = (line: string) => void input.write(`${line}\r`);

test('each change of a step is told once, and the outcome at the end', async () => {
  stand({ ...RUNNING, steps: [{ ...STEPS[0]!, state: 'running', summary: undefined }] });
  const code = follow();
  await said('… Find the last healthy release · running plan');
  stand({ ...RUNNING, steps: STEPS });
  await said('✗ Error patterns · failed');
  await pause(30);
  stand({ ...COMPLETED, steps: STEPS });
  expect(await code).toBe(0);
  expect(text.match(/Find the last healthy release/g)).toHaveLength(2);
  expect(text).toContain(
    'Roll back a bad release: completed. Every step that had to run has succeeded. It took 1 min 5 s.',
  );
  expect(text).not.toContain('\u001b');
});

test('off a terminal a question is printed once, with the page and the command', async () => {
  stand(RUNNING);
  const code = follow({ pageUrl: 'http://127.0.0.1:8480/runs/x', home: '/elsewhere' });
  await said(`holdfast run answer ${RUN_ID} --step schema --no --reason '…' --home /elsewhere`);
  await pause(30);
  stand(ENDED);
  expect(await code).toBe(3);
  expect(text.match(/Waiting for an answer until/g)).toHaveLength(1);
  expect(text).toContain('http://127.0.0.1:8480/runs/x');
});

test('at a terminal it is asked, and a no requires a reason', async () => {
  stand(RUNNING);
  runs.script('answer', [RUN_ID, { path: 'schema', answer: { kind: 'no', reason: 'not today' }, by: ADA }]);
  const code = follow({ input, isTerminal: true });
  await said('Yes or no? ');
  typeLine('perhaps');
  await said('Type y or n.');
  typeLine('n');
  await said('Why not? ');
  typeLine('');
  await said('A reason is required');
  typeLine('not today');
  await pause(50);
  stand(ENDED);
  expect(await code).toBe(3);
});

test('a form is asked field by field, with defaults, and an invalid answer is asked again', async () => {
  stand({ ...RUNNING, steps: [FORM_QUESTION] });
  const values = { instance: 'payments-1', size: 'small', count: 3, drain: true };
  runs.script('answer', [RUN_ID, { path: 'which', answer: { kind: 'form', values }, by: ADA }]);
  const code = follow({ input, isTerminal: true });
  await said('Press Enter to fill in the form, or type n for no: ');
  typeLine('');
  await said('As list_pods names it.');
  await said('Which instance (string): ');
  typeLine('');
  await said('instance: an answer is needed');
  typeLine('payments-1');
  await said('What was seen (string, Enter for none): ');
  typeLine('');
  await said('size (small | large, Enter for small): ');
  typeLine('');
  await said('count (integer, Enter for 2): ');
  typeLine('12');
  await said('count: must be at most 9');
  typeLine('3');
  await said('Drain it first (y/n, Enter for true): ');
  typeLine('');
  await pause(50);
  stand(COMPLETED);
  expect(await code).toBe(0);
});

test('a question that someone else answers is withdrawn', async () => {
  stand(RUNNING);
  const code = follow({ input, isTerminal: true });
  await said('Yes or no? ');
  stand({ ...RUNNING, steps: [...STEPS, { ...YES_OR_NO, state: 'succeeded' }] });
  await said('The question no longer waits for an answer.');
  stand(COMPLETED);
  expect(await code).toBe(0);
});

test('a refused answer is reported, and asked again', async () => {
  stand(RUNNING);
  const message = { path: 'schema', answer: { kind: 'yes' }, by: ADA } as const;
  runs.script('answer', [RUN_ID, message], new RequestRefused('Grace was quicker.'));
  const code = follow({ input, isTerminal: true });
  await said('Yes or no? ');
  typeLine('y');
  await said('Note');
  typeLine('');
  await said(/Grace was quicker\.[^]*Yes or no\? /);
  stand(COMPLETED);
  expect(await code).toBe(0);
});

test.each([
  ['the signal', false],
  ['Ctrl-C at the terminal', true],
])('%s leaves the run running, and says how to come back', async (_, isTerminal) => {
  stand(isTerminal ? RUNNING : { ...RUNNING, steps: STEPS });
  const leaving = new AbortController();
  const code = follow({ signal: leaving.signal, input: isTerminal ? input : undefined, isTerminal });
  await said(isTerminal ? 'Yes or no? ' : 'Error patterns');
  if (isTerminal) input.write('\u0003');
  else leaving.abort();
  expect(await code).toBe(130);
  expect(text).toContain(`The run continues without you. Follow it again with: holdfast run show ${RUN_ID} --follow`);
});

test('without Temporal or a worker it waits, and says so once', async () => {
  stand({ ...RUNNING, steps: STEPS });
  let isAway = true;
  const away = {
    ...runs,
    get: async (runId: string) => {
      if (isAway) throw new TemporalUnavailable('Temporal at 127.0.0.1:1 does not answer.');
      return runs.get(runId);
    },
  };
  const code = followRun(away, RUN_ID, { output, isTerminal: false, by: ADA, everyMilliseconds: 5 });
  await said('does not answer. Retrying');
  await pause(30);
  isAway = false;
  await said('Connected again.');
  runs.workers = 'none';
  await said('The worker does not answer');
  runs.workers = 'up';
  stand(COMPLETED);
  expect(await code).toBe(0);
  expect(text.match(/Retrying/g)).toHaveLength(1);
});

test('every outcome has its exit code, and a run that broke off is a failure', () => {
  const codes = Object.values(RunOutcome).map((outcome) => [outcome, exitCodeOf(outcome, false)]);
  expect(Object.fromEntries(codes)).toEqual({
    completed: 0,
    failed: 1,
    expired: 1,
    undo_failed: 1,
    stopped: 3,
    cancelled: 3,
    undone: 3,
  });
  expect(exitCodeOf('completed', true)).toBe(1);
});
