import { expect, it } from 'vitest';
import type { ServiceInstance } from '#mcp/servers/infrastructure/back-end';
import { failingReason } from '#mcp/servers/infrastructure/failing-reason';

const now = new Date('2026-11-21T03:10:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();
const healthy: ServiceInstance = {
  name: 'a-1',
  uid: 'u',
  state: 'healthy',
  restarts: 0,
  version: 'v1',
  revision: 1,
  upToDate: true,
  startedAt: secondsAgo(3_600),
};

it.each<[string, Partial<ServiceInstance>, RegExp]>([
  ['a crashed one', { state: 'crashed' }, /its process ended/],
  ['a lost one', { state: 'lost' }, /cannot be reached/],
  ['one that is not ready', { state: 'unhealthy' }, /not ready/],
  ["one with the back end's own words", { state: 'unhealthy', reason: 'ImagePullBackOff' }, /^ImagePullBackOff$/],
  ['one that does not come up', { state: 'starting', startedAt: secondsAgo(61) }, /starting for 61 s/],
  ['a loop of crashes', { restarts: 3, startedAt: secondsAgo(12) }, /restarted 3 times, the last time 12 s ago$/],
  [
    'a loop of crashes whose last end is known',
    { restarts: 9, startedAt: secondsAgo(600), lastExit: { at: secondsAgo(601), code: 137 } },
    /ended with 137$/,
  ],
])('Failing is %s', (_, changes, reason) => {
  expect(failingReason({ ...healthy, ...changes }, now)).toMatch(reason);
});

it.each<[string, Partial<ServiceInstance>]>([
  ['a healthy one', {}],
  ['one that has just begun to start', { state: 'starting', startedAt: secondsAgo(59) }],
  ['one that drains', { state: 'draining' }],
  ['one that crashed twice', { restarts: 2, startedAt: secondsAgo(5) }],
  ['one that crashed often, long ago', { restarts: 30, startedAt: secondsAgo(601) }],
])('Not failing is %s', (_, changes) => {
  expect(failingReason({ ...healthy, ...changes }, now)).toBeUndefined();
});
