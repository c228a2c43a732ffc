import type { RunId } from '#core/ids/workflow-ids';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import type { NotificationRequest, RunState, StepReadRequest } from '#core/runs/run';
import type { Person } from '#core/actions/person';
import { answerStep, cancelRun, pauseRun, resumeRun, runQuery, skipStep } from '#workflows/run/messages';
import type { runRunbook } from '#workflows/run/run-runbook';
import { everyKindActivities } from '../../support/every-kind-run.ts';
import { startWorkflowWorker } from '../../support/workflow-worker.ts';

const by: Person = { name: 'alice', channel: 'cli', verified: false };

// The second pass replays the whole history at each task.
describe.each([
  { name: 'cached', maxCachedWorkflows: 100 },
  { name: 'replayed at each task', maxCachedWorkflows: 0 },
])('$name', ({ maxCachedWorkflows }) => {
  const seen = { reads: [] as StepReadRequest[], told: [] as NotificationRequest[] };
  let worker: Awaited<ReturnType<typeof startWorkflowWorker>>;
  beforeAll(async () => {
    worker = await startWorkflowWorker(everyKindActivities(20, seen), { maxCachedWorkflows });
  });
  afterAll(() => worker.stop());

  async function start() {
    const runId = `run/alone/${randomUUID()}` as RunId;
    const handle = await worker.client.workflow.start<typeof runRunbook>('runRunbook', {
      workflowId: runId,
      taskQueue: worker.taskQueue,
      workflowTaskTimeout: '2s',
      args: [{ request: { runId, runbook: 'every-kind', inputs: {}, by } }],
    });
    const until = async (what: string, holds: (state: RunState) => boolean) =>
      waitUntil(what, async () => holds(await handle.query(runQuery)), {
        timeoutMilliseconds: 20_000,
        everyMilliseconds: 25,
      });
    const untilAsked = () =>
      until('the question', ({ steps }) => steps.some(({ path, state }) => path === 'sure' && state === 'waiting'));
    return { handle, until, untilAsked, runId };
  }

  test('a run with every kind of step goes through them, asks, and tells what became of it', async () => {
    const { handle, untilAsked, runId } = await start();
    await untilAsked();
    await handle.executeUpdate(answerStep, {
      args: [{ path: 'sure', answer: { kind: 'form', values: { note: 'looks fine' } }, by }],
    });
    const end = await handle.result();
    expect(end).toMatchObject({
      state: 'ended',
      outcome: 'completed',
      target: { service: 'checkout', environment: 'production' },
    });
    expect(Object.fromEntries(end.steps.map(({ path, state }) => [path, state]))).toEqual({
      plan: 'succeeded',
      side_by_side: 'succeeded',
      'side_by_side/one/first': 'succeeded',
      'side_by_side/one/pause': 'succeeded',
      'side_by_side/two/second': 'succeeded',
      race: 'succeeded',
      'race/quick/quick': 'succeeded',
      'race/slow/long': 'cancelled',
      'race/slow/left': 'succeeded',
      each: 'succeeded',
      'each/0/touch': 'succeeded',
      'each/1/touch': 'succeeded',
      'each/2/touch': 'succeeded',
      nested: 'succeeded',
      'nested/look': 'succeeded',
      settled: 'succeeded',
      never: 'skipped',
      sure: 'succeeded',
      change: 'write_unavailable',
      tell: 'succeeded',
    });
    expect(end.steps.find(({ path }) => path === 'sure')).toMatchObject({ by, question: { text: 'Is 8 right?' } });
    const told = seen.told.filter((request) => request.runId === runId);
    expect(told.map(({ text }) => text)).toEqual(['left', 'change write_unavailable, looks fine by alice']);
  });

  test('what cannot be is refused with the reason: an answer nobody asked for, a form not filled in, a skip without a reason', async () => {
    const { handle, untilAsked } = await start();
    await untilAsked();
    const refusal = async (sent: Promise<unknown>) =>
      sent.then(
        () => 'accepted',
        ({ cause, message }: Error & { cause?: Error }) => cause?.message ?? message,
      );
    const answer = (path: string, given: object) =>
      refusal(handle.executeUpdate(answerStep, { args: [{ path, answer: given as { kind: 'yes' }, by }] }));
    expect(await answer('plan', { kind: 'yes' })).toBe('there is no question at plan');
    expect(await answer('sure', { kind: 'yes' })).toBe('this question has a form: fill it in, or say no with a reason');
    expect(await answer('sure', { kind: 'form', values: {} })).toMatch(/^note: /);
    expect(await refusal(handle.executeUpdate(skipStep, { args: [{ path: 'plan', reason: 'x', by }] }))).toBe(
      'plan has ended already: succeeded',
    );
    expect(await refusal(handle.executeUpdate(skipStep, { args: [{ path: 'tell', reason: '', by }] }))).toMatch(
      /^reason: expected text/,
    );
    expect(await refusal(handle.executeUpdate(resumeRun, { args: [{ by }] }))).toBe('the run is not paused');
    await handle.executeUpdate(cancelRun, { args: [{ reason: 'end of the test', by }] });
    await handle.result();
    expect(await refusal(handle.executeUpdate(pauseRun, { args: [{ by }] }))).toMatch(/completed/);
  });

  test('cancelled by a person it still tells, and says who cancelled and why', async () => {
    const { handle, untilAsked, runId } = await start();
    await untilAsked();
    await handle.executeUpdate(cancelRun, { args: [{ reason: 'solved by hand', by }] });
    expect(await handle.result()).toMatchObject({ outcome: 'cancelled', reason: 'cancelled by alice: solved by hand' });
    expect(seen.told.filter((request) => request.runId === runId).map(({ path }) => path)).toEqual([
      'race/slow/left',
      'tell',
    ]);
  });

  test('cancelled in the Temporal UI it ends the same way', async () => {
    const { handle, untilAsked } = await start();
    await untilAsked();
    await handle.cancel();
    expect(await handle.result()).toMatchObject({
      outcome: 'cancelled',
      reason: 'cancelled by Temporal: cancelled in Temporal',
    });
  });

  test('paused it starts nothing; resumed it goes on', async () => {
    const { handle, until, untilAsked, runId } = await start();
    await handle.executeUpdate(pauseRun, { args: [{ by, reason: 'wait for me' }] });
    const asked = () => seen.reads.filter((request) => request.runId === runId).length;
    await until('the pause', ({ state }) => state === 'paused');
    const before = asked();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked()).toBe(before);
    await handle.executeUpdate(resumeRun, { args: [{ by }] });
    await untilAsked();
    await handle.executeUpdate(skipStep, { args: [{ path: 'sure', reason: 'not needed', by }] });
    const end = await handle.result();
    expect(end.steps.find(({ path }) => path === 'sure')).toMatchObject({ state: 'skipped', reason: 'not needed', by });
    expect(end.outcome).toBe('completed');
  });
});
