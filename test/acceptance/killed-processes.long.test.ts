import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { decideAs } from '#lab/demo/act-as';
import { isOver } from '#core/actions/action-life';
import { executeBundle } from '../support/action-worker.ts';
import { type GuardedSystem, startGuardedSystem } from '../support/guarded-system.ts';
import { watchedProxy } from '../support/watched-proxy.ts';

// What other projects forget when a process dies, against the real executor, Temporal server and lab. Which project had
// which fault: README.md.

let system: GuardedSystem;
let lab: Awaited<ReturnType<typeof watchedProxy>>;

beforeAll(async () => {
  lab = await watchedProxy();
  system = await startGuardedSystem({ temporalAddress: inject('temporalAddress'), through: lab.to });
  await system.startExecutor();
});
afterAll(async () => {
  await system.stop();
  await lab.close();
});

const actions: string[] = [];
const start = async () => {
  const action = await system.start(await system.propose('production'));
  actions.push(action.handle.workflowId);
  return action;
};
const marksOf = async (actionHash: string) =>
  (await system.effects('production')).filter(({ action }) => action === actionHash);

it('a preview makes no call that writes (open-mercato #4612)', async () => {
  const action = await start();
  const { preview } = await action.reaches('awaiting');
  expect(preview?.changes).toHaveLength(1);
  // It did look, and asked the back end what it would do.
  expect(lab.requests().some(({ path }) => path.includes('dryRun=true'))).toBe(true);
  expect(lab.writes()).toEqual([]);
  expect(await system.effects('production')).toEqual([]);
  await system.decide(action, { answer: 'reject', reason: 'only to look' });
  await action.handle.result();
});

it(
  'an executor that dies while people decide: the same question waits, and one answer is enough (incidentfox #385, runlore #29)',
  { timeout: 60_000 },
  async () => {
    const action = await start();
    const asked = await action.reaches('awaiting');
    const decision = await system.people.decision(asked);
    await system.killExecutor();
    // Nobody is there to hear it.
    await action.handle.signal('decide', decision);
    await system.startExecutor();
    const { actionHash, previewHash, deadlineAt } = await action.reaches('verified');
    expect({ actionHash, previewHash, steps: asked.steps.length }).toEqual({
      actionHash: asked.actionHash,
      previewHash: asked.previewHash,
      steps: asked.steps.length,
    });
    expect(deadlineAt).toBeUndefined();
    expect((await action.record()).steps.slice(0, asked.steps.length)).toEqual(asked.steps);
    expect(await marksOf(actionHash)).toHaveLength(1);
    expect(await system.audited('action', actionHash, '"awaiting"')).toHaveLength(1);
  },
);

it(
  'an executor that dies while it writes: one effect, found again, and nothing that "runs" for ever (kubehealer, st2 #4716)',
  { timeout: 90_000 },
  async () => {
    const action = await start();
    const { actionHash } = await action.reaches('awaiting');
    lab.hold(true);
    const writesBefore = lab.writes().length;
    await action.handle.signal('decide', await system.people.decision(await action.record()));
    // It has been carried out, and whoever did it dies before they hear of it.
    await expect.poll(() => marksOf(actionHash), { timeout: 20_000 }).toHaveLength(1);
    await system.killExecutor();
    lab.hold(false);
    await system.startExecutor();

    const ended = await action.reaches('verified');
    expect(await marksOf(actionHash)).toHaveLength(1);
    expect(lab.writes()).toHaveLength(writesBefore + 1);
    expect(await system.audited('intent', actionHash)).toHaveLength(1);
    // Nothing holds the service any more: the next one goes through.
    expect(ended.steps.map(({ state }) => state)).toContain('executed');
    const next = await start();
    await next.reaches('awaiting');
    await system.decide(next, { answer: 'by_hand', reason: 'the test is over' });
    const { state } = await next.handle.result();
    expect(isOver(state)).toBe(true);
  },
);

it(
  'an approvals service that dies with a signed decision: who decides again has one vote, and there is one effect',
  { timeout: 120_000 },
  async () => {
    await system.startApprovals();
    const action = await start();
    const { actionHash } = await action.reaches('awaiting');
    const place = { approvalsUrl: system.approvalsUrl, actionHash };
    const ada = { subject: 'ada', name: 'Ada', groups: [] };
    const approve = () => decideAs(ada, place, { answer: 'approve', reason: '' });
    const first = approve().then(
      () => 'taken',
      () => 'lost',
    );
    await expect
      .poll(() => system.audited('approval', actionHash, '"signed"'), { timeout: 20_000, interval: 5 })
      .toHaveLength(1);
    await system.killApprovals();
    await first;
    await system.startApprovals();
    // A page that is opened again tells whether it has arrived; only if it has not is there something to decide.
    if ((await action.record()).state === 'awaiting') await approve().catch(() => {});
    const { decisions } = await action.reaches('verified');
    expect(new Set(decisions.map(({ claims }) => claims.by.subject))).toEqual(new Set(['ada']));
    expect(await marksOf(actionHash)).toHaveLength(1);
    expect(await system.audited('intent', actionHash)).toHaveLength(1);
    await system.killApprovals();
  },
);

it('what processes died in replays: the lock, and every action', { timeout: 60_000 }, async () => {
  const ids = [`lock/${system.environments.production}/ledger`, ...actions];
  expect(ids.length).toBeGreaterThan(4);
  for (const id of ids) {
    const history = await system.client.workflow.getHandle(id).fetchHistory();
    await Worker.runReplayHistory({ workflowBundle: executeBundle }, history, id);
  }
});
