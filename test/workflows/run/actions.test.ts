import { evidenceIdOf } from '#core/ids/evidence-id';
import type { ActionHash } from '#core/ids/action-hash';
import type { RunId } from '#core/ids/workflow-ids';
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { ActionDocument } from '#core/actions/action';
import type { ProposeRequest } from '#core/actions/action-work';
import type { Person } from '#core/actions/person';
import type { RunState } from '#core/runs/run';
import { actionQuery, undoAction, withdraw } from '#workflows/action/messages';
import { cancelRun, runQuery } from '#workflows/run/messages';
import type { runRunbook } from '#workflows/run/run-runbook';
import type { RunProgress } from '#workflows/run/steps/run-control';
import {
  type ActionScript,
  automatic,
  denied,
  documentOf,
  eventually,
  oneApproval,
  signed,
  startActionWorker,
} from '../../support/action-worker.ts';
import { offScriptActivities } from '../../support/off-script.ts';
import { fails, tells, writes } from '../../support/literal-steps.ts';
import { startWorkflowWorker } from '../../support/workflow-worker.ts';

const by: Person = { name: 'alice', channel: 'cli', verified: false };
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const runbookOf = (steps: readonly CompiledStep[]): CompiledRunbook => ({
  irVersion: 1,
  evaluator: 'cel-1',
  name: 'scale',
  title: 'Scale',
  variables: [],
  withinSeconds: 600,
  outputs: {},
  target: { service: { kind: 'literal', value: 'shop' }, environment: { kind: 'literal', value: 'staging' } },
  steps,
});

/** A run beside an executor, both real; the edge says what the script says. */
async function run(
  steps: readonly CompiledStep[],
  script: ActionScript,
  { execution = true, cached = 100 }: { execution?: boolean; cached?: number } = {},
) {
  const executor = await startActionWorker(script, { maxCachedWorkflows: cached });
  stops.push(executor.stop);
  const proposed: ProposeRequest[] = [];
  const told: string[] = [];
  const service = `shop-${randomUUID().slice(0, 8)}`;
  const prepared = {
    runbook: runbookOf(steps),
    sha256: '0'.repeat(64),
    facts: {},
    ...(execution ? { execution: { taskQueue: executor.taskQueue } } : {}),
  };
  const worker = await startWorkflowWorker(
    {
      ...offScriptActivities,
      prepareRun: async () => prepared,
      proposeAction: async (request) => {
        proposed.push(request);
        const { proposal, startedBy, expectation, ifNotVerified, title } = request;
        const document: ActionDocument = documentOf({
          proposal,
          startedBy,
          expectation,
          ifNotVerified,
          title,
          service,
        });
        const bytes = JSON.stringify(document);
        return { kind: 'proposed', bytes, actionHash: createHash('sha256').update(bytes).digest('hex') as ActionHash };
      },
      sendNotification: async ({ text }) => {
        told.push(text);
        return { summary: 'told' };
      },
    },
    { maxCachedWorkflows: cached },
  );
  stops.push(worker.stop);
  const runId = `run/alone/${randomUUID()}` as RunId;
  const request = { runId, runbook: 'scale', inputs: {}, by };
  const handle = await worker.client.workflow.start<typeof runRunbook>('runRunbook', {
    workflowId: runId,
    taskQueue: worker.taskQueue,
    workflowTaskTimeout: '2s',
    args: [{ request }],
  });
  const state = () => handle.query(runQuery);
  const action = async () => {
    const hashOf = ({ steps: [step] }: RunState) => step?.action?.hash;
    return worker.client.workflow.getHandle(
      `action/${hashOf(await eventually(state, (now) => hashOf(now) !== undefined))}`,
    );
  };
  return { handle, state, action, proposed, told, executor, prepared, request };
}

describe.each([{ cached: 100 }, { cached: 0 }])('with $cached cached workflows', ({ cached }) => {
  test('a write that is approved and verified has succeeded', async () => {
    const { handle, state, action, proposed } = await run([writes('a', 1)], { verdict: oneApproval }, { cached });
    const waiting = await eventually(state, ({ steps }) => steps[0]?.state === 'waiting');
    const { hash } = waiting.steps[0]!.action!;
    expect(waiting.steps[0]).toMatchObject({
      action: { state: 'awaiting', number: 1, deadlineAt: expect.any(String) },
    });
    await (await action()).signal('decide', signed(hash));
    const end = await handle.result();
    expect(end).toMatchObject({
      outcome: 'completed',
      steps: [
        {
          state: 'succeeded',
          undoable: true,
          evidence: [evidenceIdOf('1'.repeat(64))],
          by: { name: 'Bob' },
          action: { hash, decided: { at: expect.any(String), by: 'Bob' }, writtenAt: expect.any(String) },
        },
      ],
    });
    expect(proposed).toMatchObject([
      { proposal: { path: 'a', number: 1 }, expectation: { server: 'lab', tool: 'works', withinSeconds: 60 } },
    ]);
  });
});

test('without an executor a write is unavailable, and says what to do', async () => {
  const { handle, proposed } = await run([writes('a', 1)], {}, { execution: false });
  expect(await handle.result()).toMatchObject({
    outcome: 'failed',
    steps: [
      { state: 'write_unavailable', reason: expect.stringContaining('give the environment of a tool server "writes"') },
    ],
  });
  expect(proposed).toEqual([]);
});

test.each([
  ['blocked', 'stopped', { verdict: denied }],
  ['skipped', 'completed', { executeAction: async () => ({ kind: 'skipped', reason: 'all have resolved' }) }],
  ['failed', 'failed', { executeAction: async () => ({ kind: 'failed', reason: 'refused' }) }],
  ['rejected', 'stopped', { executeAction: async () => ({ kind: 'rejected', reason: 'marked' }) }],
] as const satisfies readonly (readonly [string, string, ActionScript])[])(
  'a write whose action comes to %s ends so, and the run %s',
  async (outcome, ofRun, script) => {
    const { handle } = await run([writes('a', 1)], script);
    expect(await handle.result()).toMatchObject({ outcome: ofRun, steps: [{ state: outcome }] });
  },
);

test('one that is withdrawn stops the run', async () => {
  const { handle, state, action } = await run([writes('a', 1)], { verdict: oneApproval });
  await eventually(state, ({ steps }) => steps[0]?.state === 'waiting');
  await (await action()).executeUpdate(withdraw, { args: [{ reason: 'not now', by }] });
  expect(await handle.result()).toMatchObject({
    outcome: 'stopped',
    steps: [{ state: 'withdrawn', reason: 'alice: not now' }],
  });
});

test('what was out of date is proposed anew, at most three times', async () => {
  const { handle, proposed } = await run([writes('a', 1)], {
    previewAction: async () => ({ kind: 'stale', reason: 'an autoscaler moves it' }),
  });
  expect(await handle.result()).toMatchObject({
    steps: [{ state: 'stale', reason: 'proposed 3 times: an autoscaler moves it', action: { number: 3 } }],
  });
  expect(proposed.map(({ proposal }) => proposal.number)).toEqual([1, 2, 3]);
});

test('a run that is cancelled withdraws what waits for approval', async () => {
  const { handle, state, action } = await run([writes('a', 1)], { verdict: oneApproval });
  await eventually(state, ({ steps }) => steps[0]?.state === 'waiting');
  await handle.executeUpdate(cancelRun, { args: [{ reason: 'enough', by }] });
  expect(await handle.result()).toMatchObject({ outcome: 'cancelled', steps: [{ state: 'cancelled' }] });
  expect(await (await action()).query(actionQuery)).toMatchObject({ state: 'withdrawn' });
});

test('a run that is cancelled while it writes waits for what becomes of it', async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  const { handle, state } = await run([writes('a', 1), tells('t')], {
    executeAction: async () => {
      await held;
      return { kind: 'executed', result: 'done', auditHead: '' };
    },
  });
  await eventually(state, ({ steps }) => steps[0]?.action?.state === 'locked');
  await handle.executeUpdate(cancelRun, { args: [{ reason: 'enough', by }] });
  finish();
  expect(await handle.result()).toMatchObject({
    outcome: 'cancelled',
    steps: [{ state: 'succeeded', undoable: true }],
  });
});

test('a step that fails has the write undone by its action', async () => {
  const { handle, action, executor } = await run([writes('a', 1), fails('b', 1, { onFailure: 'undo' })], {
    verdict: automatic,
  });
  const end = await handle.result();
  expect(end).toMatchObject({ outcome: 'undone', steps: [{ state: 'succeeded', undo: { outcome: 'undone' } }, {}] });
  expect(executor.wrote).toEqual(['do', 'undo']);
  expect(await (await action()).query(actionQuery)).toMatchObject({ state: 'undone' });
});

test('one that a person undoes because it did not help is undone for the run too', async () => {
  const { handle, state, action } = await run([{ ...writes('a', 1), ifNotVerified: 'ask' } as CompiledStep], {
    verifyAction: async () => ({
      kind: 'not_verified',
      evidence: [evidenceIdOf('2'.repeat(64))],
      reason: 'still 14% errors',
    }),
  });
  await eventually(state, ({ steps }) => steps[0]?.state === 'waiting');
  await (await action()).executeUpdate(undoAction, { args: [{ answer: 'undo', reason: 'no use', by }] });
  expect(await handle.result()).toMatchObject({ outcome: 'failed', steps: [{ state: 'undone' }] });
});

test('an action that is terminated leaves its step unknown', async () => {
  const { handle, state, action } = await run([writes('a', 1)], { verdict: oneApproval });
  await eventually(state, ({ steps }) => steps[0]?.state === 'waiting');
  await (await action()).terminate('by an operator');
  expect(await handle.result()).toMatchObject({ outcome: 'failed', steps: [{ state: 'unknown' }] });
});

test('a run that goes on in a new history finds its action again', async () => {
  const first = await run([writes('a', 1)], { verdict: oneApproval });
  const waiting = await eventually(first.state, ({ steps }) => steps[0]?.state === 'waiting');
  const { hash } = waiting.steps[0]!.action!;
  // The same run in a new history, as after some thousand events: it goes on from its progress.
  await first.handle.terminate('goes on below');
  const progress: RunProgress = {
    startedAt: Date.now(),
    steps: waiting.steps,
    skips: [],
    answers: [],
    paused: false,
    stops: [],
    causes: [],
    isUndone: false,
  };
  const { client } = first.executor;
  const again = await client.workflow.start<typeof runRunbook>('runRunbook', {
    workflowId: first.request.runId,
    taskQueue: (await first.handle.describe()).taskQueue,
    args: [
      { request: first.request, continued: { prepared: first.prepared, progress, state: { ...waiting, steps: [] } } },
    ],
  });
  await client.workflow.getHandle(`action/${hash}`).signal('decide', signed(hash));
  expect(await again.result()).toMatchObject({
    outcome: 'completed',
    steps: [{ state: 'succeeded', action: { hash } }],
  });
  expect(first.proposed).toHaveLength(1);
});
