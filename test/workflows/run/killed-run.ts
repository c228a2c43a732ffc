import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { builtProgram } from '#processes/built-program';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import type { Person } from '#core/actions/person';
import type { RunState } from '#core/runs/run';
import { answerStep, runQuery } from '#workflows/run/messages';
import type { runRunbook } from '#workflows/run/run-runbook';
import type { KillMoments } from '../../support/kill-moments.ts';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const codePath = join(import.meta.dirname, '..', '..', '..', 'dist', 'workflow-bundle.js');
const by: Person = { name: 'alice', channel: 'cli', verified: false };

let client: Client;
let connection: Connection;
let folder: string;
beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection });
  folder = mkdtempSync(join(tmpdir(), 'holdfast-killed-'));
});
afterAll(async () => {
  await connection.close();
  await rm(folder, { recursive: true, force: true });
});

async function runOnce(killAtEvent: number | undefined, cachedWorkflows: number) {
  const taskQueue = `killed-${randomUUID()}`;
  const startWorker = () =>
    spawnOwned({
      name: 'worker',
      command: process.execPath,
      args: [
        builtProgram('test/support/every-kind-worker'),
        inject('temporalAddress'),
        taskQueue,
        String(cachedWorkflows),
        '40',
      ],
      env: { PATH: process.env['PATH'] },
      logFile: join(folder, `${taskQueue}.log`),
    });
  let worker = startWorker();
  const runId = `run/alone/${randomUUID()}` as RunId;
  try {
    const handle = await client.workflow.start<typeof runRunbook>('runRunbook', {
      workflowId: runId,
      taskQueue,
      workflowTaskTimeout: '2s',
      args: [{ request: { runId, runbook: 'every-kind', inputs: {}, by } }],
    });
    const answering = (async () => {
      await waitUntil(
        'the question',
        async () => {
          const state = await handle.query(runQuery).catch(() => undefined);
          return state?.steps.some((step) => step.path === 'sure' && step.state === 'waiting') ?? false;
        },
        { timeoutMilliseconds: 60_000, everyMilliseconds: 100 },
      );
      const message = { path: 'sure', answer: { kind: 'form', values: { note: 'fine' } }, by } as const;
      // An update that waits for a dead worker is found again under its id.
      for (;;) {
        const sent = handle.executeUpdate(answerStep, { args: [message], updateId: 'answer' });
        const outcome = await Promise.race([
          sent.then(
            () => 'done',
            () => 'failed',
          ),
          handle.result().then(() => 'done'),
        ]);
        if (outcome === 'done') return;
      }
    })();
    if (killAtEvent !== undefined) {
      // How many events a run has varies a little: one that ends before is not interrupted, and must end the same too.
      const isThere = async () => {
        const { historyLength, status } = await handle.describe();
        return historyLength >= killAtEvent || status.name !== 'RUNNING';
      };
      await waitUntil(`event ${killAtEvent}`, isThere, { timeoutMilliseconds: 60_000, everyMilliseconds: 5 });
      worker.kill('SIGKILL');
      await worker.exited;
      worker = startWorker();
    }
    await answering;
    const end = await handle.result();
    return { end, history: await handle.fetchHistory() };
  } finally {
    await worker.stop();
  }
}

/** What people see of it, without what no two runs share: its id and the times. */
function storyOf({ runId: _, steps, startedAt: _s, endedAt: _e, deadlineAt: _d, ...state }: RunState) {
  const story = steps.map(
    ({ startedAt: _start, endedAt: _end, deadlineAt: _deadline, endedAs: _order, ...step }) => step,
  );
  return { ...state, steps: story.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** That a run with every kind of step ends the same, whenever its worker is killed by SIGKILL. */
export function describeKilledRun(moments: KillMoments): void {
  let whole: Awaited<ReturnType<typeof runOnce>>;
  let reference: ReturnType<typeof storyOf>;
  beforeAll(async () => {
    whole = await runOnce(undefined, 100);
    reference = storyOf(whole.end);
    await Worker.runReplayHistory(
      { workflowBundle: { codePath } },
      JSON.parse(historyToJSON(whole.history)),
      whole.end.runId,
    );
  }, 60_000);

  test('the run that is interrupted below has every kind of step and completes', () => {
    expect(reference).toMatchObject({ outcome: 'completed' });
    expect(new Set(reference.steps.map(({ kind }) => kind)).size).toBe(8);
  });

  test.each([
    { name: 'with its workflow cached', cachedWorkflows: 100 },
    { name: 'replayed at each task', cachedWorkflows: 0 },
  ])('killed and started again it ends the same, $name', { timeout: 1_800_000 }, async ({ cachedWorkflows }) => {
    const killedAt = moments(whole.history);
    expect(killedAt.length).toBeGreaterThan(5);
    const turns = pLimit(4);
    const ends = await Promise.all(killedAt.map((event) => turns(() => runOnce(event, cachedWorkflows))));
    for (const [index, { end }] of ends.entries()) {
      expect(storyOf(end), `killed at event ${killedAt[index]}`).toEqual(reference);
    }
  });
}
