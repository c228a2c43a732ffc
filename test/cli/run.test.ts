import type { RunId } from '#core/ids/workflow-ids';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RequestRefused } from '#temporal/errors';
import { handsOffCommand } from '#cli/hands-off';
import { runCommand } from '#cli/run';
import type { RunCommandWorld } from '#cli/run/world';
import { INCIDENT_ID } from '../gateway/pages/example-incident.ts';
import { ENDED, RUN_ID, RUNNING } from '../gateway/pages/example-run.ts';
import { createRunsDouble, type RunsDouble } from '../gateway/runs-double.ts';

const ADA = { name: 'Ada', channel: 'cli', verified: false } as const;

let runs: RunsDouble;
let closed: number;
let opened: string[];
beforeEach(() => {
  runs = createRunsDouble();
  runs.states.set(RUN_ID, RUNNING);
  closed = 0;
  opened = [];
});
afterEach(() => {
  runs.finish();
  expect(closed).toBe(opened.length);
});

/** @returns what it printed */
async function type(...words: readonly string[]): Promise<string> {
  const output = new PassThrough();
  const world: RunCommandWorld = {
    open: async (home) => {
      opened.push(home);
      return { runs, gatewayUrl: 'http://127.0.0.1:8480', close: async () => void (closed += 1) };
    },
    output,
    outputIsTerminal: false,
  };
  const [name, ...rest] = words;
  const command = name === 'run' ? runCommand(world) : handsOffCommand(world);
  await command.parseAsync(rest, { from: 'user' });
  return String(output.read() ?? '');
}

test('runs are listed with how they stand', async () => {
  expect(await type('run', 'list')).toContain('There are no runs yet. Start one with: holdfast runbook run');
  const row = { runId: RUN_ID, runbook: 'x', title: 'Roll\u001b[2J back', startedAt: RUNNING.startedAt };
  runs.rows = [{ ...row, state: 'ended', outcome: 'undo_failed' }];
  expect(await type('run', 'list')).toMatch(/^2026-03-01T03:04:00Z {2}undo failed +Roll back {2}run\/incident/);
  expect(JSON.parse(await type('run', 'list', '--json'))).toEqual(runs.rows);
});

test('a run is shown with its steps, what is to come, and how to answer its question', async () => {
  const text = await type('run', 'show', RUN_ID, '--home', '/a b');
  expect(opened).toEqual(['/a b']);
  for (const part of [
    'Roll back a bad release: waits for a person. A step waits for an answer or a decision.',
    '✓ Find the last healthy release · succeeded · payments can go back from v1.8.3 to v1.8.2. plan',
    '    ✗ Error patterns · failed · logs did not answer look/logs/errors',
    'Tell the owner · to come tell',
    'Waiting for an answer until 2026-03-01T03:14:06.000Z: Does v1.8.2 run on today’s database schema?',
    `http://127.0.0.1:8480/runs/${encodeURIComponent(RUN_ID)}`,
    `holdfast run answer ${RUN_ID} --step schema --yes --home '/a b'`,
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('\u001b');
});

test('a run that has ended says how, by whom, and what it did not reach', async () => {
  runs.states.set(RUN_ID, ENDED);
  const text = await type('run', 'show', RUN_ID);
  expect(text).toContain('It took 1 min 5 s.\nA person said no: not today\n');
  expect(text).toContain('✗ Schema · declined · by Grace (not verified, on the command line) · not today schema');
  expect(text).toContain('Tell the owner · not reached tell');
});

test('as JSON it is the whole state', async () => {
  expect(JSON.parse(await type('run', 'show', RUN_ID, '--json'))).toEqual({
    ...(JSON.parse(JSON.stringify(RUNNING)) as object),
    answered: true,
    brokenOff: false,
  });
});

test('an answer goes out under the name that is given', async () => {
  runs.script('answer', [RUN_ID, { path: 'schema', answer: { kind: 'no', reason: 'not today' }, by: ADA }]);
  expect(await type('run', 'answer', RUN_ID, '--no', '--reason', 'not today', '--as', 'Ada')).toBe(
    `Answered: ${RUN_ID}\n`,
  );
});

test('pause, resume, skip, cancel and hands off do what they say', async () => {
  runs.script('pause', [RUN_ID, { reason: undefined, by: ADA }]);
  runs.script('resume', [RUN_ID, { by: ADA }]);
  runs.script('skip', [RUN_ID, { path: 'look/logs/errors', reason: 'known', by: ADA }]);
  runs.script('cancel', [RUN_ID, { reason: 'wrong service', by: ADA }]);
  runs.script('handsOff', [INCIDENT_ID, { off: true, reason: 'maintenance', by: ADA }]);
  runs.script('handsOff', [INCIDENT_ID, { off: false, reason: 'done', by: ADA }]);
  const as = ['--as', 'Ada'];
  await type('run', 'pause', RUN_ID, ...as);
  await type('run', 'resume', RUN_ID, ...as);
  expect(await type('run', 'skip', RUN_ID, 'look/logs/errors', '--reason', 'known', ...as)).toContain(
    'look/logs/errors',
  );
  await type('run', 'cancel', RUN_ID, '--reason', 'wrong service', ...as);
  await type('hands-off', INCIDENT_ID, '--reason', 'maintenance', ...as);
  expect(await type('hands-off', INCIDENT_ID, '--reason', 'done', '--lift', ...as)).toContain(
    'Automation allowed again',
  );
});

test('a refusal is the message, and nothing is said to be done', async () => {
  runs.script('resume', [RUN_ID, { by: ADA }], new RequestRefused('It is not paused.'));
  await expect(type('run', 'resume', RUN_ID, '--as', 'Ada')).rejects.toThrow('It is not paused.');
});

test.each(['', ' ', 'Ada\u0007', 'x'.repeat(101), 'A\nB'])(
  'the name %j is refused before anything is asked',
  async (name) => {
    await expect(type('run', 'cancel', RUN_ID, '--reason', 'x', '--as', name)).rejects.toThrow(/--as must be a name/);
    expect(opened).toEqual([]);
  },
);

test('a run that nobody knows is told with the nearest, or the latest', async () => {
  await expect(type('run', 'show', 'run/x')).rejects.toThrow('There is no run "run/x". There are no runs yet.');
  const row = { runbook: 'x', title: 'x', state: 'running', startedAt: RUNNING.startedAt } as const;
  runs.rows = [
    { ...row, runId: RUN_ID },
    { ...row, runId: 'run/alone/other' as RunId },
  ];
  await expect(type('run', 'show', RUN_ID.replace('incident/lab', 'incidnet/lab'))).rejects.toThrow(
    `Did you mean:\n  ${RUN_ID}`,
  );
  await expect(type('run', 'show', 'x')).rejects.toThrow(`The latest are:\n  ${RUN_ID}\n  run/alone/other`);
});
