import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import type { IncidentState } from '#core/incidents/incident';
import type { Person } from '#core/actions/person';
import type { RunNotice } from '#core/runs/run-messages';
import { answerStep, runQuery } from '#workflows/run/messages';
import { handsOff, startRun } from '#workflows/incident/messages';
import type { runRunbook } from '#workflows/run/run-runbook';
import { everyKindActivities } from '../../support/every-kind-run.ts';
import { scriptedActivities } from '../../support/scripted-activities.ts';
import { delivery, startWorkflowWorker } from '../../support/workflow-worker.ts';

const by: Person = { name: 'alice', channel: 'page', verified: true };

describe('an incident and its runbooks', () => {
  let worker: Awaited<ReturnType<typeof startWorkflowWorker>>;
  beforeAll(async () => {
    const { prepareInvestigation, callTool, publishBrief } = scriptedActivities({
      items: { signals: () => 'looked' },
    }).activities;
    worker = await startWorkflowWorker({ ...everyKindActivities(10), prepareInvestigation, callTool, publishBrief });
  });
  afterAll(() => worker.stop());

  async function briefed() {
    const incident = await worker.open(delivery({}));
    const until = (what: string, holds: (state: IncidentState) => boolean) =>
      waitUntil(what, async () => holds(await incident.state()), {
        timeoutMilliseconds: 20_000,
        everyMilliseconds: 25,
      });
    await until('the brief', ({ phase }) => phase === 'briefed');
    const start = () => incident.handle.executeUpdate(startRun, { args: [{ runbook: 'every-kind', inputs: {}, by }] });
    const runOf = (runId: string) => worker.client.workflow.getHandle<typeof runRunbook>(runId);
    const refusal = (sent: Promise<unknown>) =>
      sent.then(
        () => 'accepted',
        ({ cause }: { cause?: Error }) => cause?.message ?? 'no reason',
      );
    return { ...incident, until, start, runOf, refusal };
  }
  const only = ({ runs = [] }: IncidentState): RunNotice => {
    expect(runs).toHaveLength(1);
    return runs[0]!;
  };

  test('a run is started once, shows what it asks, and its end is told in the story', async () => {
    const incident = await briefed();
    const { runId } = await incident.start();
    expect(runId).toBe(`run/${(await incident.state()).incidentId}/1`);
    await incident.until('the question', (state) => only(state).waitingFor !== undefined);
    expect(only(await incident.state()).waitingFor).toBe('sure: Is 8 right?');
    expect(await incident.refusal(incident.start())).toBe(`"every-kind" runs already: ${runId}`);
    expect((await incident.state()).phase).toBe('acting');

    await incident.runOf(runId).executeUpdate(answerStep, {
      args: [{ path: 'sure', answer: { kind: 'form', values: { note: 'fine' } }, by }],
    });
    await incident.until('the end of the run', (state) => only(state).state === 'ended');
    await incident.until('the phase', ({ phase }) => phase === 'briefed');
    const { timeline } = await incident.state();
    expect(timeline.filter(({ kind }) => kind === 'run').map(({ text }) => text)).toEqual([
      'alice started the runbook "every-kind"',
      'Runbook "Every kind of step" runs',
      'Runbook "Every kind of step" asks sure: Is 8 right?',
      'Runbook "Every kind of step" ended: completed',
    ]);
    await incident.deliver(delivery({ status: 'resolved', endsAt: '2026-11-01T03:10:00.000Z' }));
    expect((await incident.handle.result()).phase).toBe('closed');
  });

  test('an incident whose alerts have resolved stays open as long as a runbook runs', async () => {
    const incident = await briefed();
    const { runId } = await incident.start();
    await incident.until('the question', (state) => only(state).waitingFor !== undefined);
    await incident.deliver(delivery({ status: 'resolved', endsAt: '2026-11-01T03:10:00.000Z' }));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await incident.state()).phase).toBe('acting');
    await incident.runOf(runId).executeUpdate('cancel', { args: [{ reason: 'resolved by itself', by }] });
    expect(await incident.handle.result()).toMatchObject({ phase: 'closed', runs: [{ outcome: 'cancelled' }] });
  });

  test('hands off cancels what runs and lets nothing start until it is lifted', async () => {
    const incident = await briefed();
    const { runId } = await incident.start();
    await incident.until('the question', (state) => only(state).waitingFor !== undefined);
    const off = { off: true, reason: 'I do it by hand', by };
    await incident.handle.executeUpdate(handsOff, { args: [off] });
    expect(await incident.refusal(incident.handle.executeUpdate(handsOff, { args: [off] }))).toBe(
      'hands are off already',
    );
    expect(await incident.runOf(runId).result()).toMatchObject({
      outcome: 'cancelled',
      reason: 'hands off by alice: I do it by hand',
    });
    expect(await incident.refusal(incident.start())).toMatch(
      /^hands are off this incident since .*: let automation run again first \(holdfast hands-off .* --lift --reason \.\.\.\)$/,
    );
    await incident.handle.executeUpdate(handsOff, { args: [{ off: false, reason: 'done', by }] });
    const again = await incident.start();
    expect(again.runId).toMatch(/\/2$/);
    await incident.until('the second run', ({ runs = [] }) => runs[1]?.waitingFor !== undefined);
    await incident.runOf(again.runId).executeUpdate('cancel', { args: [{ reason: 'end of the test', by }] });
    await incident.runOf(again.runId).result();
  });

  test('a run that is cancelled or terminated in the Temporal UI does not keep its incident open', async () => {
    for (const end of ['cancel', 'terminate'] as const) {
      const incident = await briefed();
      const { runId } = await incident.start();
      await incident.until('the question', (state) => only(state).waitingFor !== undefined);
      await incident.runOf(runId)[end]();
      await incident.until('the end of the run', (state) => only(state).state === 'ended');
      expect(only(await incident.state()).outcome).toBe(end === 'cancel' ? 'cancelled' : 'failed');
      await incident.deliver(delivery({ status: 'resolved', endsAt: '2026-11-01T03:10:00.000Z' }));
      expect((await incident.handle.result()).phase).toBe('closed');
    }
  });

  test('a run knows its incident, its target and who started it', async () => {
    const incident = await briefed();
    const { runId } = await incident.start();
    await incident.until('the question', (state) => only(state).waitingFor !== undefined);
    expect(await incident.runOf(runId).query(runQuery)).toMatchObject({
      incidentId: (await incident.state()).incidentId,
      startedBy: by,
      target: { service: 'checkout', environment: 'production' },
    });
    expect(await incident.refusal(incident.handle.executeUpdate(startRun, { args: [{} as never] }))).toBe(
      'runbook: expected text of 1 to 60 characters, got nothing',
    );
    await incident.runOf(runId).executeUpdate('cancel', { args: [{ reason: 'end of the test', by }] });
  });
});
