import { describe, expect, test } from 'vitest';
import type { PolicyFacts } from '#core/policy/facts';
import { occurrenceAt, nextOccurrence, type PolicyWindow } from '#core/policy/time-window';
import { instantsOf, isZone, wallOf } from '#core/policy/zoned-time';
import { changed, FACTS, judged, NOW, policyOf, rulesOf } from './example-policy.ts';

function frozenBy(freeze: object): (at: string) => boolean {
  const policy = policyOf({
    platform: changed((it) => (it['freezes'] = [{ name: 'it', reason: 'a test', ...freeze }])),
  });
  return (at) => {
    const facts = JSON.parse(JSON.stringify(FACTS).replaceAll(NOW, at)) as PolicyFacts;
    const verdict = judged(policy, {}, facts);
    expect(verdict.kind === 'deny' ? rulesOf(verdict) : []).toEqual(verdict.kind === 'deny' ? ['freeze.it'] : []);
    return verdict.kind === 'deny';
  };
}

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The last instant before it, the first and the last one within, the first one after it. */
describe('a nightly freeze over a change of the clock', () => {
  test.each([
    // 29 March 2026: 02:00 is 03:00. What begins at 02:30 begins with the change.
    [
      'Europe/Berlin',
      '02:30',
      '04:00',
      ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T01:59:59Z', '2026-03-29T02:00:00Z'],
    ],
    // 25 October 2026: 03:00 is 02:00 again. Between the first and the second 02:30 it is on as well.
    [
      'Europe/Berlin',
      '02:30',
      '04:00',
      [
        '2026-10-25T00:29:59Z',
        '2026-10-25T00:30:00Z',
        '2026-10-25T01:10:00Z',
        '2026-10-25T02:59:59Z',
        '2026-10-25T03:00:00Z',
      ],
    ],
    // What ends at an hour that comes twice ends with the second.
    [
      'Europe/Berlin',
      '01:00',
      '02:30',
      ['2026-10-24T22:59:59Z', '2026-10-24T23:00:00Z', '2026-10-25T01:29:59Z', '2026-10-25T01:30:00Z'],
    ],
    [
      'America/New_York',
      '22:00',
      '02:30',
      ['2026-03-08T02:59:59Z', '2026-03-08T03:00:00Z', '2026-03-08T06:59:59Z', '2026-03-08T07:00:00Z'],
    ],
    [
      'America/New_York',
      '01:15',
      '01:45',
      ['2026-11-01T05:14:59Z', '2026-11-01T05:15:00Z', '2026-11-01T06:44:59Z', '2026-11-01T06:45:00Z'],
    ],
    // Half an hour: 4 October 2026 02:00 is 02:30; 5 April 2026 02:00 is 01:30 again.
    [
      'Australia/Lord_Howe',
      '02:15',
      '03:00',
      ['2026-10-03T15:29:59Z', '2026-10-03T15:30:00Z', '2026-10-03T15:59:59Z', '2026-10-03T16:00:00Z'],
    ],
    [
      'Australia/Lord_Howe',
      '01:40',
      '02:10',
      ['2026-04-04T14:39:59Z', '2026-04-04T14:40:00Z', '2026-04-04T15:39:59Z', '2026-04-04T15:40:00Z'],
    ],
    // 4 November 2018: midnight is 01:00. 18 February 2018: midnight is 23:00 again.
    [
      'America/Sao_Paulo',
      '00:00',
      '02:00',
      ['2018-11-04T02:59:59Z', '2018-11-04T03:00:00Z', '2018-11-04T03:59:59Z', '2018-11-04T04:00:00Z'],
    ],
    [
      'America/Sao_Paulo',
      '23:30',
      '00:30',
      ['2018-02-18T01:29:59Z', '2018-02-18T01:30:00Z', '2018-02-18T03:29:59Z', '2018-02-18T03:30:00Z'],
    ],
    // No change of the clock, and half an hour beside everybody else's.
    [
      'Asia/Kolkata',
      '00:00',
      '06:00',
      ['2026-03-28T18:29:59Z', '2026-03-28T18:30:00Z', '2026-03-29T00:29:59Z', '2026-03-29T00:30:00Z'],
    ],
  ] as const)('%s from %s to %s', (zone, from, to, instants) => {
    const isFrozen = frozenBy({ zone, weekly: { days: everyDay, from, to } });
    const expected = instants.map((_, index) => index > 0 && index < instants.length - 1);
    expect(instants.map(isFrozen)).toEqual(expected);
  });
});

test('a freeze that cron begins lasts its true time over a change of the clock', () => {
  const isFrozen = frozenBy({ zone: 'Europe/Berlin', cron: '0 17 * * 5', for: '63h' });
  // Friday 27 March 17:00 is 16:00 UTC; 63 hours later it is Monday 09:00 by the new clock.
  expect(
    ['2026-03-27T15:59:59Z', '2026-03-27T16:00:00Z', '2026-03-30T06:59:59Z', '2026-03-30T07:00:00Z'].map(isFrozen),
  ).toEqual([false, true, true, false]);
});

test.each(['0,30 2 * * *', '30 2-20/6 * * *', '30 2 * * 0', '30 2 29 3 *'])(
  'a freeze that begins at %s begins with the change of a clock that is set forward over it',
  (cron) => {
    const isFrozen = frozenBy({ zone: 'Europe/Berlin', cron, for: '10m' });
    // 29 March 2026: 02:00 is 03:00.
    expect(
      ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T01:09:59Z', '2026-03-29T01:10:00Z'].map(isFrozen),
    ).toEqual([false, true, true, false]);
  },
);

test('a freeze of once counts by the clock of its zone', () => {
  const isFrozen = frozenBy({ zone: 'America/Sao_Paulo', from: '2026-12-23T18:00', to: '2027-01-04T08:00' });
  expect(
    ['2026-12-23T20:59:59Z', '2026-12-23T21:00:00Z', '2027-01-04T10:59:59Z', '2027-01-04T11:00:00Z'].map(isFrozen),
  ).toEqual([false, true, true, false]);
});

test('a freeze of some days is off on the others, and of some risks, environments, services and tools on no others', () => {
  const weekend = frozenBy({ zone: 'UTC', weekly: { days: ['sat', 'sun'], from: '00:00', to: '24:00' } });
  expect(
    ['2026-01-09T23:59:59Z', '2026-01-10T00:00:00Z', '2026-01-11T23:59:59Z', '2026-01-12T00:00:00Z'].map(weekend),
  ).toEqual([false, true, true, false]);
  const always = { zone: 'UTC', from: '2026-01-01T00:00', to: '2027-01-01T00:00' };
  const others = [
    { risks: ['destructive'] },
    { environments: ['staging'] },
    { services: ['checkout'] },
    { tools: ['infrastructure.restart_pod'] },
  ];
  for (const scope of others) expect(frozenBy({ ...always, ...scope })(NOW)).toBe(false);
  expect(
    frozenBy({ ...always, risks: ['reversible'], environments: ['production'], services: ['payments'] })(NOW),
  ).toBe(true);
});

test('the next freeze is found, and that there is none', () => {
  const window: PolicyWindow = { kind: 'weekly', zone: 'Asia/Kolkata', days: ['sat'], fromMinute: 0, toMinute: 1440 };
  const at = Date.parse('2026-01-07T12:00:00Z');
  expect(occurrenceAt(window, at)).toBeUndefined();
  const next = nextOccurrence(window, at);
  expect(next && [next.start, next.end].map((instant) => new Date(instant).toISOString())).toEqual([
    '2026-01-09T18:30:00.000Z',
    '2026-01-10T18:30:00.000Z',
  ]);
  const over: PolicyWindow = { kind: 'single', zone: 'UTC', from: at - 2000, to: at - 1000 };
  expect([occurrenceAt(over, at), nextOccurrence(over, at)]).toEqual([undefined, undefined]);
});

test.each([
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'UTC',
  'Pacific/Apia',
])('in %s every instant of three years is found again from its wall time', (zone) => {
  const start = Date.UTC(2017, 0, 1);
  for (let instant = start; instant < start + 3 * 365 * 86_400_000; instant += 3_600_000 * 5 + 1_800_000) {
    const { first, last } = instantsOf(wallOf(instant, zone), zone);
    expect(instant === first || instant === last).toBe(true);
  }
});

test('only names of the IANA data are zones', () => {
  expect(['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'].every(isZone)).toBe(true);
  expect(['', 'CET', '+02:00', 'Europe/Atlantis', 'Europe/Berlin\n', 'x'.repeat(100)].some(isZone)).toBe(false);
});
