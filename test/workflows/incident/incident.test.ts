import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedActivities } from '../../support/scripted-activities.ts';
import { delivery, startWorkflowWorker } from '../../support/workflow-worker.ts';

const resolved = { status: 'resolved', endsAt: '2026-11-01T03:10:00.000Z' } as const;

// The second run replays the whole history at each task.
describe.each([
  { name: 'cached', maxCachedWorkflows: 100 },
  { name: 'replayed at each task', maxCachedWorkflows: 0 },
])('an incident, $name', ({ maxCachedWorkflows }) => {
  let release: () => void = () => {};
  let held: Promise<void> = Promise.resolve();
  const { activities, calls } = scriptedActivities({
    items: {
      get_good: () => 'good',
      get_refused: () => {
        throw ApplicationFailure.nonRetryable('INVALID_ARGUMENT: no such service', 'ToolRefused');
      },
      get_slow: async () => {
        await held;
        return 'slow';
      },
    },
  });
  let worker: Awaited<ReturnType<typeof startWorkflowWorker>>;
  beforeAll(async () => {
    worker = await startWorkflowWorker(activities, { maxCachedWorkflows });
  });
  afterAll(() => worker.stop());

  test('investigates, publishes a brief, and closes when all has resolved and is quiet', async () => {
    const incident = await worker.open(delivery({}));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('briefed');
    await incident.deliver(delivery(resolved));
    const state = await incident.handle.result();
    expect(state.phase).toBe('closed');
    expect(state.items.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['get_good', 'answered', undefined],
      ['get_refused', 'could_not_check', 'INVALID_ARGUMENT: no such service'],
      ['get_slow', 'answered', undefined],
    ]);
    expect(state.brief?.headline[0]).toBe('checkout: 14% errors');
    expect(state.incidentId).toMatch(/^incident\/test\/[0-9a-f]{16}-[0-9a-f]{8}$/);
  });

  test('a group of forty alerts is one incident whose members resolve separately', async () => {
    const members = Array.from({ length: 40 }, (_, index) => ({
      fingerprint: `f${index}`,
      service: `service-${index % 4}`,
    }));
    const incident = await worker.open(delivery(...members));
    await incident.deliver(delivery({ ...members[7], ...resolved }));
    await expect
      .poll(async () => (await incident.state()).alerts.filter(({ status }) => status === 'resolved').length)
      .toBe(1);
    expect((await incident.state()).services).toEqual(['service-0', 'service-1', 'service-2', 'service-3']);
    await incident.deliver(delivery(...members.map((member) => ({ ...member, ...resolved }))));
    expect((await incident.handle.result()).alerts).toHaveLength(40);
  });

  test('copies of one alert are counted and investigated once', async () => {
    const first = delivery({});
    const incident = await worker.open(first);
    const preparedBefore = calls.prepared.filter(({ workflowId }) => workflowId === incident.handle.workflowId).length;
    expect(preparedBefore).toBeLessThanOrEqual(1);
    await Promise.all(Array.from({ length: 30 }, () => incident.deliver(first)));
    await expect.poll(async () => (await incident.state()).deliveryCount).toBe(31);
    await incident.deliver(delivery(resolved));
    const state = await incident.handle.result();
    expect(state.alerts).toHaveLength(1);
    expect(calls.prepared.filter(({ workflowId }) => workflowId === incident.handle.workflowId)).toHaveLength(1);
  });

  test('an investigation hears from the incident which of its alerts fire', async () => {
    const incident = await worker.open(delivery({}, { fingerprint: 'bbbb' }), { settleSeconds: 0 });
    // Deliveries that arrive before the first workflow task would all belong to the first investigation.
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('briefed');
    await incident.deliver(delivery({ ...resolved }));
    await incident.deliver(delivery({ fingerprint: 'cccc', name: 'HighLatency' }));
    const prepared = () => calls.prepared.filter(({ workflowId }) => workflowId === incident.handle.workflowId);
    await expect.poll(() => prepared().length, { timeout: 15_000 }).toBe(2);
    const [, asked] = prepared();
    expect(asked?.alerts).toEqual((await incident.state()).alerts);
    expect(asked?.alerts?.map(({ status }) => status)).toEqual(['resolved', 'firing', 'firing']);
    await incident.deliver(delivery(...['bbbb', 'cccc'].map((fingerprint) => ({ fingerprint, ...resolved }))));
    await incident.handle.result();
  });

  test('resolved before the investigation: it still says what happened, then closes', async () => {
    const incident = await worker.open(delivery({ severity: 'warning' }), { settleSeconds: 0.5 });
    await incident.deliver(delivery({ severity: 'warning', ...resolved }));
    const state = await incident.handle.result();
    expect(state.brief).toBeDefined();
    expect(state.timeline.map(({ text }) => text)).toContain('HighErrorRate on checkout resolved');
  });

  test('resolved during the investigation: the investigation ends, then the incident closes', async () => {
    held = new Promise((resolve) => (release = resolve));
    const incident = await worker.open(delivery({}));
    await expect.poll(async () => (await incident.state()).items[2]?.state).toBe('running');
    await incident.deliver(delivery(resolved));
    await expect.poll(async () => (await incident.state()).alerts[0]?.status).toBe('resolved');
    expect((await incident.state()).phase).toBe('investigating');
    release();
    expect((await incident.handle.result()).items[2]?.state).toBe('answered');
  });

  test('an alert that fires again while the incident watches keeps it open', async () => {
    const incident = await worker.open(delivery({}), { quietSeconds: 2 });
    await incident.deliver(delivery(resolved));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('watching');
    await incident.deliver(delivery({ startsAt: '2026-11-01T03:20:00.000Z' }));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('briefed');
    await pause(300);
    expect((await incident.handle.describe()).status.name).toBe('RUNNING');
    await incident.deliver(
      delivery({ ...resolved, startsAt: '2026-11-01T03:20:00.000Z', endsAt: '2026-11-01T03:25:00.000Z' }),
    );
    expect((await incident.handle.result()).phase).toBe('closed');
  });

  test('an alert of another kind that joins a briefed incident is investigated too; more copies are not', async () => {
    const incident = await worker.open(delivery({}));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('briefed');
    await incident.deliver(delivery({ fingerprint: 'bbbb', name: 'HighErrorRate' }));
    await incident.deliver(delivery({ fingerprint: 'cccc', name: 'HighLatency' }));
    await expect.poll(async () => (await incident.state()).investigations).toBe(2);
    await incident.deliver(delivery(...['aaaa', 'bbbb', 'cccc'].map((fingerprint) => ({ fingerprint, ...resolved }))));
    const state = await incident.handle.result();
    expect(state.investigations).toBe(2);
    expect(calls.prepared.filter(({ workflowId }) => workflowId === incident.handle.workflowId)).toHaveLength(2);
  });

  test('an alert of another kind that fires while the incident watches gets its own quiet period later', async () => {
    const incident = await worker.open(delivery({}), { quietSeconds: 1 });
    await incident.deliver(delivery(resolved));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('watching');
    const other = { fingerprint: 'dddd', name: 'HighLatency', startsAt: '2026-11-01T03:20:00.000Z' };
    await incident.deliver(delivery(other));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 15_000 }).toBe('briefed');
    await pause(1500); // past the quiet period that the first resolution began
    const before = (await incident.handle.describe()).historyLength;
    await pause(500);
    expect((await incident.handle.describe()).historyLength).toBe(before);
    const resolvedAt = Date.now();
    await incident.deliver(delivery({ ...other, ...resolved }));
    expect((await incident.handle.result()).phase).toBe('closed');
    expect(Date.now() - resolvedAt).toBeGreaterThan(900);
  });

  test('a late copy of the firing does not undo the resolution', async () => {
    const first = delivery({});
    const incident = await worker.open(first);
    await incident.deliver(delivery(resolved));
    await incident.deliver(first);
    expect((await incident.handle.result()).alerts[0]?.status).toBe('resolved');
  });

  test('a malformed signal sent by hand is dropped, and the timeline names what is wrong with it', async () => {
    const incident = await worker.open(delivery({}));
    await incident.handle.signal('deliver', { alerts: 'all of them' });
    await incident.handle.signal('deliver');
    await incident.deliver(delivery(resolved));
    const state = await incident.handle.result();
    const dropped = state.timeline.flatMap(({ text }) => (/malformed signal/.test(text) ? [text] : []));
    expect(dropped.at(-1)).toMatch(/ dropped; the last: deliver: (deliveryId|body): expected .*, got nothing$/);
  });

  test('a tool that does not answer costs its item and nothing else, within the deadline', async () => {
    held = new Promise((resolve) => (release = resolve));
    const incident = await worker.open(delivery({}));
    await expect.poll(async () => (await incident.state()).phase, { timeout: 10_000 }).toBe('briefed');
    release();
    const state = await incident.state();
    expect(state.items.map(({ state }) => state)).toEqual(['answered', 'could_not_check', 'could_not_check']);
    expect(state.items[2]?.reason).toMatch(/no answer within 2 s/);
    await incident.deliver(delivery(resolved));
    await incident.handle.result();
  });
});

test('items of a server that is not configured are not applicable', async () => {
  const { activities } = scriptedActivities({ items: { get_good: () => 'good' }, servers: {} });
  const worker = await startWorkflowWorker(activities);
  try {
    const incident = await worker.open(delivery({}));
    await incident.deliver(delivery(resolved));
    expect((await incident.handle.result()).items[0]).toMatchObject({
      state: 'not_applicable',
      reason: 'no tool server "metrics" is configured',
    });
  } finally {
    await worker.stop();
  }
});

test('an item whose deadline passed without a worker is asked once more', async () => {
  let asked = 0;
  let release: (late: string) => void = () => {};
  const dead = new Promise<string>((resolve) => (release = resolve));
  const { activities } = scriptedActivities({
    // A call that does not even end itself is what a dead worker's call looks like.
    items: { get_late: () => (++asked === 1 ? dead : 'late') },
  });
  const worker = await startWorkflowWorker(activities);
  try {
    const incident = await worker.open(delivery({}));
    await incident.deliver(delivery(resolved));
    expect((await incident.handle.result()).items[0]).toMatchObject({ state: 'answered' });
    expect(asked).toBe(2);
  } finally {
    release('too late');
    await worker.stop();
  }
});
