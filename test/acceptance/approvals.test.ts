import type { RunId } from '#core/ids/workflow-ids';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { nonceOf } from '#approvals/decision-nonce';
import { createApprovalsClient } from '#cli/action/approvals-client';
import { actionWords } from '#core/actions/action-life';
import type { ExecuteAnswer } from '#core/actions/gated-write';
import { callActivity } from '../support/temporal-thief.ts';
import { type GuardedSystem, startGuardedSystem } from '../support/guarded-system.ts';
import { scriptedActivities } from '../support/scripted-activities.ts';
import { delivery, startWorkflowWorker } from '../support/workflow-worker.ts';

// Approvals that other projects got wrong, against the real executor, approvals service, Temporal server and lab. Which
// project had which fault: README.md.

let system: GuardedSystem;

beforeAll(async () => {
  system = await startGuardedSystem({ temporalAddress: inject('temporalAddress') });
  await Promise.all([system.startExecutor(), system.startApprovals()]);
});
afterAll(() => system.stop());

const effects = async () => (await system.effects('production')).length;

/** An action that waits for people. */
async function waiting(
  environment: Parameters<GuardedSystem['propose']>[0] = 'production',
  wish: Parameters<GuardedSystem['propose']>[1] = {},
  approvalWithinSeconds = 300,
) {
  const action = await system.start(await system.propose(environment, wish, approvalWithinSeconds));
  await action.reaches('awaiting');
  return action;
}

it('an alert that resolves while people decide: what they approve is skipped (robusta #345)', async () => {
  const investigator = await startWorkflowWorker(scriptedActivities({ items: {} }).activities);
  try {
    const firing = { fingerprint: 'f1', service: 'ledger' };
    const incident = await investigator.open(delivery(firing), { quietSeconds: 60 });
    await expect.poll(async () => (await incident.state()).incidentId).toBeTruthy();
    const { incidentId } = await incident.state();
    const before = await effects();
    const action = await waiting('production', {
      incident: { id: incidentId, workflowId: incident.handle.workflowId },
    });
    const endsAt = new Date().toISOString();
    await incident.deliver(delivery({ ...firing, status: 'resolved', endsAt }));
    expect(await system.decide(action)).toMatchObject({ kind: 'verified' });
    const ended = await action.handle.result();
    expect(ended).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/resolved/) });
    expect(await effects()).toBe(before);
    await incident.handle.terminate('the test is over');
  } finally {
    await investigator.stop();
  }
});

it('an approval after expiry is refused and recorded as late (awx #13465)', async () => {
  const before = await effects();
  const action = await waiting('production', {}, 4);
  const record = await action.record();
  const inTime = await system.people.decision(record, { expiresAt: new Date(Date.now() + 600_000).toISOString() });
  expect(await action.handle.result()).toMatchObject({ state: 'expired' });

  const body = system.people.bodyOf(record, { channel: 'cli' });
  const { idToken } = await system.people.signIn('ada', nonceOf(body));
  const service = createApprovalsClient(system.approvalsUrl, () => Promise.resolve(idToken));
  await expect(service.decide(body, idToken)).rejects.toThrow(/too late/);
  const late = await system.audited('approval', action.actionHash, body.nonce);
  expect(late).toMatchObject([{ outcome: 'late', answer: 'approve', by: { subject: 'ada' } }]);

  // Nor does the gate take what was signed before, asked for without the workflow.
  const { bytes, actionHash, preview, previewHash } = record;
  const request = { bytes, actionHash, preview, previewHash, part: 'do', fence: 1, decisions: [inTime] };
  const answer = await callActivity<ExecuteAnswer>(system, system.executeQueue, 'executeAction', request);
  expect(answer).toMatchObject({ kind: 'expired' });
  expect(await system.audited('result', actionHash, '"refused"', 'expired')).toHaveLength(1);
  expect(await effects()).toBe(before);
});

it('expiry is not rejection, in the audit and in what is told (agent-os #1564, KiroCrew #8219)', async () => {
  const expired = await waiting('production', {}, 4);
  const rejected = await waiting();
  await system.decide(rejected, { answer: 'reject', reason: 'it is not the release' });
  const ends = await Promise.all([expired.handle.result(), rejected.handle.result()]);
  expect(ends.map(({ state }) => state)).toEqual(['expired', 'rejected']);
  const [onRecord] = await system.audited('action', expired.actionHash, '"expired"');
  expect(onRecord).toMatchObject({ state: 'expired', reason: 'nobody decided in time' });
  expect(onRecord).not.toHaveProperty('by');
  expect(await system.audited('action', expired.actionHash, '"rejected"')).toEqual([]);
  expect(await system.audited('action', rejected.actionHash, '"rejected"')).toMatchObject([
    { reason: 'Ada rejected it: it is not the release', by: { name: 'Ada' } },
  ]);
  expect(actionWords('expired')).not.toMatch(/reject/i);
  expect(actionWords('rejected')).not.toMatch(/expire|in time/i);
});

it('an approval for one attempt is never spent on the next (comfyui-mcp #2440, temporal-ai-agent)', async () => {
  const before = await effects();
  const proposal = { runId: 'run/none/attempts' as RunId, path: 'scale' };
  const first = await waiting('production', { proposal: { ...proposal, number: 1 } });
  const approval = await system.people.decision(await first.record());
  const second = await waiting('production', { proposal: { ...proposal, number: 2 } });
  expect(second.actionHash).not.toBe(first.actionHash);
  // The first is over with the second: the same step proposes anew.
  expect(await first.handle.result()).toMatchObject({ state: 'superseded' });
  await second.handle.signal('decide', approval);
  await expect.poll(async () => (await second.record()).refused.join()).toMatch(/about another action/);
  expect(await second.record()).toMatchObject({ state: 'awaiting', decisions: [] });
  expect(await system.audited('decision', second.actionHash, '"refused"')).toHaveLength(1);
  expect(await effects()).toBe(before);
  await second.handle.cancel();
});

it('what happens between the question and the answer does not open the gate (activepieces #3798)', async () => {
  const before = await effects();
  const action = await waiting();
  // Other steps, other writes, other people's approvals of other things.
  for (let other = 0; other < 2; other++) {
    const unrelated = await system.start(await system.propose('staging'));
    await unrelated.reaches('verified');
  }
  const rejected = await waiting();
  await system.decide(rejected, { answer: 'reject', reason: 'not this one' });
  expect(await action.record()).toMatchObject({ state: 'awaiting', decisions: [] });
  expect(await effects()).toBe(before);
  expect(await system.decide(action)).toMatchObject({ kind: 'verified' });
  await action.reaches('verified');
  expect(await effects()).toBe(before + 1);
});

it('one person who approves twice counts once where two are needed (st2 #6213)', async () => {
  const before = await effects();
  const action = await waiting('production', { tool: 'restart_deployment', parameters: {} });
  // Twice ada, and a colleague of the same group: not two groups.
  for (const by of ['ada', 'ada', 'linus'] as const)
    expect(await system.decide(action, { by })).toMatchObject({ kind: 'verified' });
  expect(await action.record()).toMatchObject({ state: 'awaiting' });
  expect(await effects()).toBe(before);
  await system.decide(action, { by: 'grace' });
  await action.reaches('verified');
  expect(await effects()).toBe(before + 1);
});

it('what changed since people looked is not written: it is proposed anew, and needs a new approval', async () => {
  await system.settled('production');
  const action = await waiting('production', { parameters: { replicas: 4 } });
  const before = await effects();
  const drift = await waiting();
  await system.decide(drift);
  await drift.reaches('verified');
  const approval = await system.people.decision(await action.record());
  await action.handle.executeUpdate('decideNow', { args: [approval] });
  expect(await action.handle.result()).toMatchObject({ state: 'stale' });
  expect(await effects()).toBe(before + 1);

  const anew = await waiting('production', { parameters: { replicas: 4 } });
  await anew.handle.signal('decide', approval);
  await expect.poll(async () => (await anew.record()).refusedCount).toBe(1);
  expect(await anew.record()).toMatchObject({ state: 'awaiting' });
  await anew.handle.cancel();
});

it('the undo of what was approved was approved with it, also when its approvals have expired since', async () => {
  const action = await waiting();
  const before = await effects();
  const expiresAt = new Date(Date.now() + 8_000).toISOString();
  expect(await system.decide(action, { expiresAt })).toMatchObject({ kind: 'verified' });
  await action.reaches('verified');
  await pause(Math.max(0, Date.parse(expiresAt) - Date.now()) + 100);
  const by = { name: 'Ada', channel: 'page', verified: true } as const;
  await action.handle.executeUpdate('undo', { args: [{ answer: 'undo', reason: 'it is not needed', by }] });
  await action.reaches('undone');
  expect(await effects()).toBe(before + 2);
});
