import type { IncidentId } from '#core/ids/workflow-ids';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAlerts } from '#activities/read-alerts';
import { type Alert, type Delivery, leadingAlert } from '#core/alerts/alert';
import { deliveriesOf, mergeDelivery, openIncident } from '#workflows/incident/state';

const openedAt = Date.parse('2026-11-01T03:00:00Z');
const minute = (count: number) => new Date(openedAt + count * 60_000).toISOString();

/** An alert as the delivery of that minute reports it. */
function alertOf(fingerprint: string, status: Alert['status'], at: number, startedAt = at): Alert {
  return {
    fingerprint,
    status,
    name: `Rule${fingerprint}`,
    severity: 'critical',
    service: 'checkout',
    labels: { instance: fingerprint },
    annotations: { told: minute(at) },
    startsAt: minute(startedAt),
    ...(status === 'resolved' ? { endsAt: minute(at) } : {}),
  };
}

function deliveryOf(at: number, ...alerts: readonly Alert[]): Delivery {
  const ids = { source: 'alertmanager', integration: 'test', groupKey: 'g', groupId: '0'.repeat(16) };
  return { ...ids, receivedAt: minute(at), alerts, unprocessedAlerts: 0 };
}

/** What the incident asks with once it has taken these deliveries in, and the store that they lie in. */
function incidentAfter(deliveries: readonly Delivery[]) {
  const store = new Map(deliveries.map((delivery, index) => [`dl_${index}`, delivery]));
  const opened = openIncident({
    incidentId: 'incident/test/0-1' as IncidentId,
    workflowId: 'incident/test/0',
    integration: 'test',
  });
  const state = [...store].reduce(
    (before, [deliveryId, { receivedAt, alerts }]) => mergeDelivery(before, { deliveryId, receivedAt, alerts }),
    opened,
  );
  const asked = { alerts: state.alerts, deliveries: deliveriesOf(state), receivedAt: state.receivedAt };
  return { asked, getDelivery: (id: string) => Promise.resolve(store.get(id)) };
}

const both = deliveryOf(0, alertOf('a', 'firing', 0), alertOf('b', 'firing', 0));
const resolvedFirst = deliveryOf(1, alertOf('a', 'resolved', 1, 0));

test('an alert that resolved first does not lead while another one fires', async () => {
  const { asked, getDelivery } = incidentAfter([both, resolvedFirst]);
  const { alerts } = await readAlerts(asked, getDelivery);
  expect(alerts.map(({ fingerprint, status }) => [fingerprint, status])).toEqual([
    ['a', 'resolved'],
    ['b', 'firing'],
  ]);
  expect(leadingAlert(alerts)?.fingerprint).toBe('b');
});

test('labels and annotations are those of the delivery that reported the status', async () => {
  const { asked, getDelivery } = incidentAfter([both, resolvedFirst]);
  const [first, second] = (await readAlerts(asked, getDelivery)).alerts;
  expect(first).toEqual(resolvedFirst.alerts[0]);
  expect(second).toEqual(both.alerts[1]);
});

test('an alert whose delivery is lost comes without labels, and its status stands', async () => {
  const { asked } = incidentAfter([both, resolvedFirst]);
  const lost = (id: string) => Promise.resolve(id === 'dl_1' ? resolvedFirst : undefined);
  const { alerts, found } = await readAlerts(asked, lost);
  expect(leadingAlert(alerts)).toMatchObject({ fingerprint: 'b', status: 'firing', name: 'Ruleb', labels: {} });
  expect(found).toEqual([resolvedFirst]);
});

test('a request of an earlier version, without alerts, is answered by the newest delivery', async () => {
  const { asked, getDelivery } = incidentAfter([both, resolvedFirst]);
  const { alerts } = await readAlerts({ ...asked, alerts: undefined }, getDelivery);
  expect(leadingAlert(alerts)?.fingerprint).toBe('b');
});

/** At each minute some alerts change: those that fire resolve, the others fire anew. */
const changes = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 8,
});

test('whatever is delivered, the leading alert fires while any alert fires', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (minutes) => {
      const startOf = new Map<string, number>();
      const deliveries = minutes.map((changed, at) =>
        deliveryOf(
          at,
          ...changed.map((fingerprint) => {
            const startedAt = startOf.get(fingerprint);
            if (startedAt === undefined) {
              startOf.set(fingerprint, at);
              return alertOf(fingerprint, 'firing', at);
            }
            startOf.delete(fingerprint);
            return alertOf(fingerprint, 'resolved', at, startedAt);
          }),
        ),
      );
      const { asked, getDelivery } = incidentAfter(deliveries);
      for (const request of [asked, { ...asked, alerts: undefined }]) {
        const { alerts } = await readAlerts(request, getDelivery);
        const leading = leadingAlert(alerts);
        expect(leading?.status).toBe(startOf.size > 0 ? 'firing' : 'resolved');
        if (startOf.size > 0) expect(startOf.has(leading?.fingerprint ?? '')).toBe(true);
      }
    }),
  );
});
