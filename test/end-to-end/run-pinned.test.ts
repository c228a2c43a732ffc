import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { createIncidents } from '#temporal/incidents';
import { createRuns } from '#temporal/runs';
import { builtProgram } from '#processes/built-program';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import type { Person } from '#core/actions/person';

// The real investigator over a folder of runbooks that changes while a run waits for a person.

const by: Person = { name: 'alice', channel: 'cli', verified: false };
const runbook = (name: string, question: string, last: string) => ({
  apiVersion: 'holdfast/v1',
  kind: 'Runbook',
  name,
  title: 'Asks before it goes on',
  steps: [
    { id: 'sure', ask: question, within: '10m' },
    { id: last, always: true, wait: '1s' },
  ],
});

let folder: string;
let connection: Connection;
let runs: ReturnType<typeof createRuns>;
let worker: OwnedProcess;
const taskQueue = `pinned-${randomUUID()}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-pinned-'));
  writeFileSync(
    join(folder, 'holdfast.yaml'),
    stringify({
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      temporal: { taskQueue },
      runbooks: { folders: ['mine'] },
    }),
  );
  connection = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection });
  const incidents = createIncidents({ client, processName: 'gateway' });
  runs = createRuns({ client, processName: 'gateway', taskQueue, incidents });
});
afterAll(async () => {
  await worker.stop();
  await connection.close();
  await rm(folder, { recursive: true, force: true });
});

function write(place: string, document: object): void {
  mkdirSync(join(folder, 'mine', place), { recursive: true });
  writeFileSync(join(folder, 'mine', place, 'runbook.yaml'), stringify(document));
}

function startWorker(): void {
  worker = spawnOwned({
    name: 'investigator',
    command: process.execPath,
    args: [builtProgram('workers/investigator')],
    env: {
      PATH: process.env['PATH'],
      HOLDFAST_CONFIGURATION: join(folder, 'holdfast.yaml'),
      HOLDFAST_HOME: join(folder, 'home'),
      HOLDFAST_TEMPORAL_ADDRESS: inject('temporalAddress'),
    },
    logFile: join(folder, 'investigator.log'),
  });
}

const asked = (runId: string) =>
  waitUntil(
    'the question',
    async () => (await runs.get(runId))?.state.steps.some(({ state }) => state === 'waiting') ?? false,
    { timeoutMilliseconds: 30_000, everyMilliseconds: 100 },
  );
const ended = async (runId: string) => {
  await waitUntil('the end', async () => (await runs.get(runId))?.state.state === 'ended', {
    timeoutMilliseconds: 30_000,
    everyMilliseconds: 100,
  });
  return (await runs.get(runId))!.state;
};
const yes = (runId: string) => runs.answer(runId, { path: 'sure', answer: { kind: 'yes' }, by });

test('edited, renamed and deleted runbooks do not change a run in flight', { timeout: 90_000 }, async () => {
  for (const name of ['edited', 'renamed', 'deleted']) write(name, runbook(name, `Is ${name} sure?`, 'old'));
  startWorker();
  const start = (name: string) => runs.start({ runbook: name, inputs: {}, by });
  const started = await Promise.all(['edited', 'renamed', 'deleted'].map(start));
  await Promise.all(started.map(asked));

  write('edited', runbook('edited', 'Is another one sure?', 'new'));
  renameSync(join(folder, 'mine', 'renamed'), join(folder, 'mine', 'other'));
  write('other', runbook('other', 'Is other sure?', 'new'));
  rmSync(join(folder, 'mine', 'deleted'), { recursive: true });
  worker.kill('SIGKILL');
  await worker.exited;
  startWorker();

  await Promise.all(started.map(yes));
  for (const state of await Promise.all(started.map(ended))) {
    expect(state).toMatchObject({ outcome: 'completed' });
    expect(state.steps.map(({ path, title }) => [path, title])).toEqual([
      ['sure', `Is ${state.runbook.name} sure?`],
      ['old', expect.any(String)],
    ]);
  }

  // Whoever starts one now gets what stands there now, and hears of what does not.
  const edited = await start('edited');
  await asked(edited);
  await yes(edited);
  expect((await ended(edited)).steps.map(({ path }) => path)).toEqual(['sure', 'new']);
  expect(await ended(await start('deleted'))).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/^No runbook "deleted"\./),
  });
});

test('a runbook that changed since somebody looked at it is not started', { timeout: 60_000 }, async () => {
  const runId = await runs.start({ runbook: 'edited', sha256: 'f'.repeat(64), inputs: {}, by });
  expect(await ended(runId)).toMatchObject({
    outcome: 'failed',
    reason: expect.stringMatching(/is another one than when you looked: [0-9a-f]{12} now, f{12} then/),
  });
});
