import { expect, test } from 'vitest';
import { chooseChecklist } from '#core/runbooks/choose-checklist';
import { alertingRules } from '#lab/alerting-rules';
import { ownTools, shippedLibrary } from '../support/shipped-library.ts';

const { checklists } = await shippedLibrary();
const special = checklists.filter(({ name }) => name !== 'default');
const standard = checklists.find(({ name }) => name === 'default')?.items ?? [];

function chosen(name: string): string {
  const choice = chooseChecklist(checklists, { name, labels: {}, service: 'checkout' });
  return choice.kind === 'chosen' ? choice.checklist.name : 'none';
}

const intended = {
  HighErrorRate: 'errors',
  NginxHighHttp5xxErrorRate: 'errors',
  ErrorBudgetBurn: 'errors',
  HighLatency: 'latency',
  HighRequestLatency: 'latency',
  ConnectionPoolExhausted: 'saturation',
  CPUThrottlingHigh: 'saturation',
  KubeHpaMaxedOut: 'saturation',
  KubePodCrashLooping: 'crash-loops',
  KubePodNotReady: 'crash-loops',
  TargetDown: 'crash-loops',
  QueueBacklog: 'queue-backlog',
  RabbitmqTooManyMessagesInQueue: 'queue-backlog',
  SomethingOfYourOwn: 'default',
};

test('each kind of trouble has its checklist, and all else the default', () => {
  expect(Object.fromEntries(Object.keys(intended).map((alert) => [alert, chosen(alert)]))).toEqual(intended);
});

test('every checklist is chosen for each of its alerts', () => {
  expect(special.map(({ name }) => name)).toEqual(['crash-loops', 'errors', 'latency', 'queue-backlog', 'saturation']);
  for (const { name, match } of special)
    for (const alert of match.alerts) expect([alert, chosen(alert)]).toEqual([alert, name]);
});

test("the lab's alerts have a checklist of their own", () => {
  const names = [...JSON.stringify(alertingRules('staging')).matchAll(/"alert":"(\w+)"/g)].map(([, name = '']) => name);
  expect(names.map(chosen)).toEqual(['errors', 'latency']);
});

test('each asks what the default asks, in the same words, and more', () => {
  expect(standard.map(({ id }) => id)).toEqual(['alerts', 'rule', 'signals', 'changes']);
  for (const { name, items } of special) {
    expect(items.slice(0, standard.length), name).toEqual(standard);
    expect(items.length, name).toBeGreaterThan(standard.length);
    for (const { id, withinSeconds } of items) {
      expect(withinSeconds, `${name}: ${id}`).toBeGreaterThanOrEqual(10);
      expect(withinSeconds, `${name}: ${id}`).toBeLessThanOrEqual(30);
    }
  }
});

test('all of them ask what the rules of the alerts measure, around the alert', () => {
  for (const { name, items } of checklists) {
    const rule = items.find(({ id }) => id === 'rule');
    expect(rule, name).toMatchObject({ server: 'metrics', tool: 'evaluate_alert_rules' });
  }
});

test('what is asked beside them gives no series and no changes: a finer, shorter series would displace the compared ones', () => {
  for (const { name, items } of special) {
    for (const { id, server, tool } of items.slice(standard.length)) {
      const data = ownTools.tools(server)?.find((spec) => spec.name === tool)?.data;
      expect(data, `${name}: ${id}`).toHaveProperty('properties');
      expect(data, `${name}: ${id}`).not.toHaveProperty('properties.series');
      expect(data, `${name}: ${id}`).not.toHaveProperty('properties.changes');
    }
  }
});
