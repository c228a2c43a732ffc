import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { Person } from '#core/actions/person';
import type { RunState } from '#core/runs/run';
import type { runRunbook } from '#workflows/run/run-runbook';
import type { RunProgress } from '#workflows/run/steps/run-control';
import { offScriptActivities } from '../../support/off-script.ts';
import { stepBase } from '../../support/step-base.ts';
import { startWorkflowWorker } from '../../support/workflow-worker.ts';

const by: Person = { name: 'alice', channel: 'cli', verified: false };

const progress: RunProgress = {
  startedAt: Date.now(),
  steps: [],
  skips: [],
  answers: [],
  paused: false,
  stops: [],
  causes: [],
  isUndone: false,
};

/** Goes on in a history that begins with this, as after many events. */
async function goOn(runbook: CompiledRunbook, more: Partial<RunProgress>) {
  const told: string[] = [];
  const worker = await startWorkflowWorker({
    ...offScriptActivities,
    readStep: async () => ({ data: {}, evidence: [], summary: '' }),
    sendNotification: async ({ text }) => {
      told.push(text);
      return { summary: 'told' };
    },
  });
  try {
    const runId = `run/alone/${randomUUID()}` as RunId;
    const request = { runId, runbook: runbook.name, inputs: {}, by };
    const state: RunState = {
      runId,
      runbook: { name: runbook.name, title: runbook.title, sha256: '' },
      startedBy: by,
      state: 'running',
      startedAt: new Date().toISOString(),
      steps: [],
      plan: [],
    };
    const prepared = { runbook, sha256: '0'.repeat(64), facts: {} };
    const handle = await worker.client.workflow.start<typeof runRunbook>('runRunbook', {
      workflowId: runId,
      taskQueue: worker.taskQueue,
      args: [{ request, continued: { prepared, state, progress: { ...progress, startedAt: Date.now(), ...more } } }],
    });
    const end = await handle.result();
    return { end, told };
  } finally {
    await worker.stop();
  }
}

const short: CompiledRunbook = {
  irVersion: 1,
  evaluator: 'cel-1',
  name: 'short',
  title: 'Short',
  variables: [],
  withinSeconds: 3600,
  outputs: {},
  steps: [
    { ...stepBase('wait'), kind: 'wait', seconds: 600 },
    {
      ...stepBase('tell'),
      always: true,
      kind: 'notify',
      to: 'owner',
      message: { kind: 'text', parts: ['wait ', { cel: 'wait.outcome' }] },
      withinSeconds: 30,
    },
  ],
};

test('a run that is being cancelled when it goes on in a new history ends cancelled, and tells', async () => {
  const { end, told } = await goOn(short, { cancelled: { reason: 'enough', by } });
  expect(end).toMatchObject({ outcome: 'cancelled', reason: 'cancelled by alice: enough' });
  expect(told).toEqual(['wait not_reached']);
});

test('one whose hands are off tells, and a wait that has begun before ends as cancelled', async () => {
  const begun = { id: 'wait', path: 'wait', kind: 'wait', title: 'wait', state: 'waiting' } as const;
  const steps = [{ ...begun, startedAt: new Date().toISOString() }];
  const { end, told } = await goOn(short, { steps, cancelled: { reason: 'mine', by, handsOff: true } });
  expect(end).toMatchObject({ outcome: 'cancelled', steps: [{ path: 'wait', state: 'cancelled' }, { path: 'tell' }] });
  expect(told).toEqual(['wait cancelled']);
});

test('a wait that was nearly over when its run went on waits for the rest of its time only', async () => {
  const begun = { id: 'wait', path: 'wait', kind: 'wait', title: 'wait', state: 'waiting' } as const;
  const startedAt = new Date(Date.now() - 599_500).toISOString();
  const { end } = await goOn(short, { startedAt: Date.parse(startedAt), steps: [{ ...begun, startedAt }] });
  expect(end).toMatchObject({ outcome: 'completed', steps: [{ path: 'wait', state: 'succeeded' }, { path: 'tell' }] });
});
