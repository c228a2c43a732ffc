import type { IncidentId } from '#core/ids/workflow-ids';
import { expect, test } from 'vitest';
import type { AlertNotice, DeliveryNotice } from '#core/alerts/alert';
import {
  abandonInvestigation,
  beginInvestigation,
  deliveriesOf,
  isResolved,
  mergeDelivery,
  needsInvestigation,
  openIncident,
  renderBoard,
} from '#workflows/incident/state';

const opened = openIncident({
  incidentId: 'incident/test/0-1' as IncidentId,
  workflowId: 'incident/test/0',
  integration: 'test',
});

function notice(...alerts: Partial<AlertNotice>[]): DeliveryNotice {
  return {
    deliveryId: `dl_${JSON.stringify(alerts).length}`,
    receivedAt: '2026-11-01T03:02:05Z',
    alerts: alerts.map((alert) => ({
      fingerprint: 'a',
      status: 'firing',
      name: 'HighErrorRate',
      severity: 'warning',
      service: 'checkout',
      startsAt: '2026-11-01T03:02:00Z',
      ...alert,
    })),
  };
}
const resolved = { status: 'resolved', endsAt: '2026-11-01T03:10:00Z' } as const;

test('the worst severity and the earliest start count', () => {
  const state = mergeDelivery(
    opened,
    notice({ startsAt: '2026-11-01T03:05:00Z' }, { fingerprint: 'b', severity: 'critical' }),
  );
  expect(state).toMatchObject({ severity: 'critical', startedAt: '2026-11-01T03:02:00Z', services: ['checkout'] });
});

test('starts are compared as times, not as texts', () => {
  const state = mergeDelivery(
    opened,
    notice({ startsAt: '2026-11-01T03:00:00+02:00' }, { fingerprint: 'b', startsAt: '2026-11-01T02:30:00Z' }),
  );
  expect(state.startedAt).toBe('2026-11-01T03:00:00+02:00');
});

test('what arrives resolved and never fired here belongs to an earlier occurrence', () => {
  const early = { fingerprint: 'b', startsAt: '2026-11-01T02:00:00Z', ...resolved };
  const state = mergeDelivery(opened, notice({}, early));
  expect(state.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['a']);
  expect(state.startedAt).toBe('2026-11-01T03:02:00Z');
});

test('a repeat only counts: neither timeline nor deliveries grow', () => {
  const once = mergeDelivery(opened, notice({}));
  const twice = mergeDelivery(once, notice({}));
  expect(twice).toEqual({ ...once, deliveryCount: 2 });
});

test('a resolution is not undone by a late copy of its firing, but by a new firing', () => {
  const firing = mergeDelivery(opened, notice({}));
  const done = mergeDelivery(firing, notice(resolved));
  expect(isResolved(done)).toBe(true);
  expect(isResolved(mergeDelivery(done, notice({})))).toBe(true);
  expect(isResolved(mergeDelivery(done, notice({ startsAt: '2026-11-01T03:20:00Z' })))).toBe(false);
});

test('a firing that comes back with its old start a minute after its resolution counts', () => {
  const done = mergeDelivery(mergeDelivery(opened, notice({})), notice(resolved));
  const soon = { ...notice({}), receivedAt: '2026-11-01T03:02:30Z' };
  const later = { ...notice({}), receivedAt: '2026-11-01T03:04:00Z' };
  expect(isResolved(mergeDelivery(done, soon))).toBe(true);
  expect(isResolved(mergeDelivery(done, later))).toBe(false);
});

test('the deliveries of an incident are those that tell how its members stand', () => {
  const first = { ...notice({}, { fingerprint: 'b' }), deliveryId: 'dl_first' };
  const second = { ...notice({ fingerprint: 'b', ...resolved }), deliveryId: 'dl_second' };
  const repeat = { ...notice({}), deliveryId: 'dl_repeat' };
  const state = [first, second, repeat].reduce(mergeDelivery, opened);
  expect(deliveriesOf(state)).toEqual(['dl_first', 'dl_second']);
});

test('of more than a thousand members those that resolved are forgotten first', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ fingerprint: `f${index}` }));
  const full = mergeDelivery(mergeDelivery(opened, notice(...many)), notice({ fingerprint: 'f3', ...resolved }));
  const over = mergeDelivery(full, notice({ fingerprint: 'new' }));
  expect(over.alerts).toHaveLength(1000);
  expect(over.alerts.map(({ fingerprint }) => fingerprint)).not.toContain('f3');
});

test('an investigation that came to nothing is tried again, a few times', () => {
  let state = mergeDelivery(opened, notice({}));
  let tries = 0;
  while (needsInvestigation(state)) {
    state = abandonInvestigation(beginInvestigation(state));
    tries++;
  }
  expect(tries).toBe(5);
});

test('members resolve one by one', () => {
  const both = mergeDelivery(opened, notice({}, { fingerprint: 'b' }));
  const one = mergeDelivery(both, notice({ fingerprint: 'b', ...resolved }));
  expect(isResolved(one)).toBe(false);
  expect(isResolved(mergeDelivery(one, notice(resolved)))).toBe(true);
});

test('a new kind of alert asks for another investigation, at most four times more', () => {
  let state = beginInvestigation(mergeDelivery(opened, notice({})));
  expect(needsInvestigation(state)).toBe(false);
  for (let index = 0; index < 4; index++) {
    state = mergeDelivery(state, notice({ fingerprint: `n${index}`, name: `Other${index}` }));
    expect(needsInvestigation(state)).toBe(true);
    state = beginInvestigation(state);
  }
  expect(needsInvestigation(mergeDelivery(state, notice({ fingerprint: 'last', name: 'Last' })))).toBe(false);
});

test('a thousand changed alerts make a handful of lines in the timeline', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ fingerprint: `f${index}` }));
  const state = mergeDelivery(opened, notice(...many));
  expect(state.alerts).toHaveLength(1000);
  expect(state.timeline.map(({ text }) => text).at(-1)).toBe('996 more alerts of the group changed');
});

test('the board shows hostile names as text: no links, no markup, no table breaks', () => {
  const state = mergeDelivery(opened, notice({ name: '[click](http://evil) | <b>*now*' }));
  const [title = ''] = renderBoard(state).split('\n');
  expect(title).not.toMatch(/[[\]<>|]/);
});
