import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { incidentWorkflowId } from '#core/ids/workflow-ids';
import { payload, payloadAlert } from '../gateway/alertmanager-payload.ts';
import { startCapturedSystem } from '../support/captured-system.ts';

type System = Awaited<ReturnType<typeof startCapturedSystem>>;

const workflowIdOf = (groupKey: string) =>
  incidentWorkflowId('captured', createHash('sha256').update(groupKey).digest('hex').slice(0, 16));

describe('deliveries to the gateway process', { timeout: 90_000 }, () => {
  let system: System;
  beforeAll(async () => {
    const temporalAddress = inject('temporalAddress');
    system = await startCapturedSystem({ temporalAddress, cachedWorkflows: 100, delayMilliseconds: 0 });
    await system.startGateway();
  });
  afterAll(() => system?.stop());

  const post = (body: unknown) =>
    fetch(system.hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${system.hook.bearerToken}` },
      body: JSON.stringify(body),
    });
  const stateOf = async (groupKey: string) => {
    const workflowId = workflowIdOf(groupKey);
    const row = (await system.incidents.list({ limit: 200 })).find((each) => each.workflowId === workflowId);
    return row && (await system.incidents.get(row.incidentId))?.state;
  };

  test('a gateway killed right after its 202 has lost nothing', async () => {
    for (let round = 0; round < 5; round++) {
      const groupKey = randomUUID();
      const response = await post(payload([payloadAlert()], { groupKey }));
      expect(response.status).toBe(202);
      await system.killGateway();
      const { deliveryId } = (await response.json()) as { deliveryId: string };
      const description = await system.client.workflow.getHandle(workflowIdOf(groupKey)).describe();
      expect(description.status.name).toBe('RUNNING');
      expect((await system.records.getDelivery(deliveryId as `dl_${string}`))?.groupKey).toBe(groupKey);
      await system.startGateway();
    }
  });

  test('a delivery that only resolves opens nothing', async () => {
    const groupKey = randomUUID();
    const alert = payloadAlert(1, { status: 'resolved', endsAt: '2026-03-01T03:12:00Z' });
    const response = await post(payload([alert], { groupKey, status: 'resolved' }));
    expect([response.status, await response.json()]).toMatchObject([202, { status: 'no_incident' }]);
    await expect(system.client.workflow.getHandle(workflowIdOf(groupKey)).describe()).rejects.toThrow();
  });

  test('1,000 copies of one alert: one incident, one investigation', async () => {
    system.startWorker();
    const groupKey = randomUUID();
    const body = payload([payloadAlert()], { groupKey });
    for (let sent = 0; sent < 1000; sent += 50) {
      const responses = await Promise.all(Array.from({ length: 50 }, () => post(body)));
      expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 202));
    }
    await waitUntil(
      '1,000 deliveries and a brief',
      async () => {
        const state = await stateOf(groupKey);
        return state?.deliveryCount === 1000 && state.brief !== undefined;
      },
      { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
    );
    const state = await stateOf(groupKey);
    expect(state).toMatchObject({ investigations: 1, alerts: [{ status: 'firing' }] });
    const workflowId = workflowIdOf(groupKey);
    const incidents = (await system.incidents.list({ limit: 200 })).filter((row) => row.workflowId === workflowId);
    expect(incidents).toHaveLength(1);
  });

  test('40 alerts of one group: one incident whose members resolve separately', async () => {
    const groupKey = randomUUID();
    const all = Array.from({ length: 40 }, (_, index) => payloadAlert(index + 1));
    await post(payload(all, { groupKey }));
    const seven = all.slice(0, 7).map((alert) => ({ ...alert, status: 'resolved', endsAt: '2026-03-01T03:12:00Z' }));
    await post(payload([...seven, ...all.slice(7)], { groupKey }));
    await waitUntil(
      'seven to have resolved',
      async () => (await stateOf(groupKey))?.alerts.filter(({ status }) => status === 'resolved').length === 7,
      { timeoutMilliseconds: 20_000, everyMilliseconds: 100 },
    );
    expect((await stateOf(groupKey))?.alerts).toHaveLength(40);
  });

  test('a wrong token is refused and starts nothing', async () => {
    const response = await fetch(system.hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer guessed' },
      body: JSON.stringify(payload()),
    });
    expect(response.status).toBe(401);
  });
});
