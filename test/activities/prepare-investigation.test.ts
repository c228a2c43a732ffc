import type { IncidentId } from '#core/ids/workflow-ids';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { createPrepareInvestigation, type PreparationDependencies } from '#activities/prepare-investigation';
import type { Alert, Delivery } from '#core/alerts/alert';

const alert: Alert = {
  fingerprint: 'a',
  status: 'firing',
  name: 'HighErrorRate',
  severity: 'critical',
  service: 'checkout',
  labels: { alertname: 'HighErrorRate' },
  annotations: {},
  startsAt: '2026-11-01T03:00:00.000Z',
};
const request = {
  incidentId: 'incident/test/0-1' as IncidentId,
  workflowId: 'incident/test/0',
  deliveries: ['dl_1'],
  receivedAt: '2026-11-01T03:00:05.000Z',
  now: '2026-11-01T03:01:00.000Z',
};

function prepare(
  alerts: readonly Partial<Alert>[],
  change: Partial<PreparationDependencies> = {},
  environment?: string,
) {
  const delivery: Delivery = {
    source: 'alertmanager',
    integration: 'test',
    groupKey: 'g',
    groupId: '0'.repeat(16),
    environment,
    receivedAt: request.receivedAt,
    alerts: alerts.map((each) => ({ ...alert, ...each })),
    unprocessedAlerts: 0,
  };
  return createPrepareInvestigation({
    getDelivery: (id) => Promise.resolve(id === 'dl_1' ? delivery : undefined),
    checklists: [
      { irVersion: 1, name: 'default', title: 'Default', match: { alerts: [], labels: {}, services: [] }, items: [] },
    ],
    digest: () => 'f'.repeat(64),
    isKnownService: (service) => service !== 'stranger',
    dependenciesOf: (service) => (service === 'checkout' ? ['payments', 'ledger'] : []),
    servers: { metrics: ['production', 'staging'], deployments: ['production'], mounted: 'any' },
    lookbackSeconds: 3600,
    ...change,
  });
}

describe('the plan of an investigation', () => {
  test('covers the services of the alerts and all that they wait for, known ones only', async () => {
    const { facts } = await prepare([{}, { fingerprint: 'b', service: 'stranger' }], {}, 'production')(request);
    expect(facts).toMatchObject({ services: ['checkout', 'stranger'], scope: ['checkout', 'payments', 'ledger'] });
  });

  test('looks around the start of the alert, the last quarter of the lookback as part of the incident', async () => {
    const { facts } = await prepare([{}], {}, 'production')(request);
    expect(facts.before).toEqual({ start: '2026-11-01T02:00:00.000Z', end: '2026-11-01T02:45:00.000Z' });
    expect(facts.during).toEqual({ start: '2026-11-01T02:45:00.000Z', end: request.now });
  });

  test('names the alerts whose rules are looked at: those that fire, the leading one first, each once and five at most', async () => {
    const expression = 'errors > 5';
    const named = (name: string, change: Partial<Alert> = {}) => ({ name, fingerprint: name, ...change });
    const { facts } = await prepare(
      [
        named('Gone', { status: 'resolved', endsAt: '2026-11-01T03:00:30.000Z' }),
        named('First', { expression, labels: { pod: 'a', note: 'x'.repeat(301) } }),
        named('First', { fingerprint: 'again', expression, labels: { pod: 'a' } }),
        ...['B', 'C', 'D', 'E', 'F'].map((name) => named(name)),
      ],
      {},
      'production',
    )(request);
    expect(facts.alerts).toEqual([
      { name: 'First', labels: { pod: 'a' }, expression },
      ...['B', 'C', 'D', 'E'].map((name) => ({ name, labels: alert.labels })),
    ]);
  });

  test('starts with what fires, not with what has long resolved', async () => {
    const early = { fingerprint: 'b', startsAt: '2026-11-01T01:00:00.000Z', status: 'resolved' } as const;
    const { facts } = await prepare([early, {}], {}, 'production')(request);
    expect(facts.startedAt).toBe(alert.startsAt);
  });

  test('starts with the alert that fires by the incident, whichever its deliveries tell last', async () => {
    const told = { ...alert, deliveryId: 'dl_1' };
    const alerts = [
      { ...told, status: 'resolved', endsAt: '2026-11-01T03:00:30.000Z' } as const,
      { ...told, fingerprint: 'b', name: 'HighLatency', service: 'payments' },
    ];
    const delivered = [{}, { fingerprint: 'b', name: 'HighLatency', service: 'payments' }];
    const { facts } = await prepare(delivered, {}, 'production')({ ...request, alerts });
    expect(facts).toMatchObject({ alertName: 'HighLatency', service: 'payments' });
  });

  test.each([
    ['weeks ago', '2026-09-01T00:00:00.000Z', '2026-10-27T03:01:00.000Z'],
    ['by a clock ahead of ours', '2026-11-01T04:00:00.000Z', request.now],
  ])('an alert that began %s does not move the windows out of reach', async (_, startsAt, anchor) => {
    const plan = await prepare([{ startsAt }], {}, 'production')(request);
    expect(plan.anchor).toBe(anchor);
    expect(plan.facts.startedAt).toBe(startsAt);
    expect(Date.parse(plan.facts.during.start)).toBeLessThan(Date.parse(plan.facts.during.end));
  });

  test('reads in the environment of the alert, where a server has it', async () => {
    const { servers } = await prepare([{}], {}, 'staging')(request);
    expect(servers).toEqual({
      metrics: { environment: 'staging' },
      deployments: { reason: '"deployments" has no back end for environment "staging"; it has: production' },
      mounted: { environment: 'staging' },
    });
  });

  test('without an environment reads only where there is no choice, and invents none', async () => {
    const { servers, environment } = await prepare([{}])(request);
    expect(environment).toBeUndefined();
    expect(servers).toEqual({
      metrics: { reason: 'the environment of the alert is not set and "metrics" serves several: production, staging' },
      deployments: { environment: 'production' },
      mounted: {},
    });
  });

  test.each([
    ['no delivery is found', { ...request, deliveries: ['dl_2'] }, {}],
    ['no checklist fits', request, { checklists: [] }],
  ] as const)('fails for good where %s', async (_, asked, change) => {
    const failed = await prepare([{}], change)(asked).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApplicationFailure);
    expect((failed as ApplicationFailure).nonRetryable).toBe(true);
  });
});
