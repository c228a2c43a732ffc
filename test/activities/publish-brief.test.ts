import type { IncidentId } from '#core/ids/workflow-ids';
import { expect, test } from 'vitest';
import { createPrepareInvestigation } from '#activities/prepare-investigation';
import { createPublishBrief } from '#activities/publish-brief';
import type { Delivery } from '#core/alerts/alert';
import type { Brief } from '#core/brief/brief';
import { inActivity } from '../support/in-activity.ts';
import { at, LAB, RULE, syntheticIncident } from '../support/synthetic-incident.ts';

const daySeconds = 24 * 3600;

/** The brief about an alert whose signals show nothing around the earliest time that is looked around, days before now. */
async function briefOf(alertDaysAgo: number): Promise<Brief> {
  const { alert, evidence } = syntheticIncident({ alert: ['checkout'] });
  const now = at(alert.startedAt + 5 * daySeconds);
  const delivery: Delivery = {
    source: 'alertmanager',
    integration: 'test',
    groupKey: 'g',
    groupId: '0'.repeat(16),
    environment: 'production',
    receivedAt: now,
    alerts: [
      {
        fingerprint: 'a',
        status: 'firing',
        name: RULE,
        severity: 'critical',
        service: 'checkout',
        labels: {},
        annotations: {},
        startsAt: at(Date.parse(now) / 1000 - alertDaysAgo * daySeconds),
      },
    ],
    unprocessedAlerts: 0,
  };
  const getDelivery = () => Promise.resolve(delivery);
  const digest = () => 'f'.repeat(64);
  const request = { incidentId: 'i' as IncidentId, workflowId: 'w', deliveries: ['dl_1'], receivedAt: now, now };
  const plan = await createPrepareInvestigation({
    getDelivery,
    digest,
    checklists: [
      { irVersion: 2, name: 'default', title: '', match: { alerts: [], labels: {}, services: [] }, items: [] },
    ],
    isKnownService: () => true,
    dependenciesOf: () => [],
    servers: {},
    lookbackSeconds: 3600,
  })(request);

  const briefs: Brief[] = [];
  const publish = createPublishBrief({
    getDelivery,
    digest,
    getEvidence: (id) => Promise.resolve(evidence.find((each) => each.id === id)),
    putBrief: (brief) => {
      briefs.push(brief);
      return Promise.resolve({ digest: '', path: '' });
    },
    topology: LAB,
    runbooks: () => [],
    links: () => ({}),
    now: () => new Date(now),
  });
  const items = evidence.map(({ id, tool }, index) => ({
    id: `item${index}`,
    title: `Question ${index}?`,
    tool,
    mandatory: true,
    state: 'answered' as const,
    evidence: id,
  }));
  await inActivity(() => publish({ request, plan, items }));
  return briefs[0]!;
}

test('the brief of an alert that has fired for two weeks says what was not looked at, and calls nothing healthy', async () => {
  const { verdict, gaps, headline, ruledOut } = await briefOf(14);
  expect(gaps[0]).toBe(
    'The alert began 14 days ago (2023-11-05 22:13 UTC); nothing before 2023-11-14 21:13 UTC was looked at.',
  );
  expect(gaps).toContain('A time before the trouble to compare with: the alert is older than what was looked at.');
  expect({ verdict, ruledOut }).toEqual({ verdict: 'inconclusive', ruledOut: [] });
  expect(headline[0]).toContain('since 2023-11-05 22:13 UTC');
  expect(headline.join('\n').toLowerCase()).not.toContain('healthy');
});

test('the same signals around an alert that was seen from before its beginning are healthy, without a gap', async () => {
  const { verdict, gaps } = await briefOf(5);
  expect({ verdict, gaps }).toEqual({ verdict: 'healthy', gaps: [] });
});
