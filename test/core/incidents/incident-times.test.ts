import { expect, test } from 'vitest';
import type { IncidentState } from '#core/incidents/incident';
import { millisecondsToRecovery, sinceDelivery, timesOf } from '#core/incidents/incident-times';

const state = {
  startedAt: '2026-11-01T03:00:55.000Z',
  receivedAt: '2026-11-01T03:01:00.000Z',
  alerts: [{ resolutionReceivedAt: '2026-11-01T03:03:00.000Z' }, { resolutionReceivedAt: '2026-11-01T03:04:05.000Z' }],
  brief: { publishedAt: '2026-11-01T03:01:04.000Z' },
  runs: [
    {
      writes: [
        {
          actionHash: 'a',
          title: 'Roll back',
          state: 'verified',
          decidedAt: '2026-11-01T03:02:00.000Z',
          by: 'Linus',
          writtenAt: '2026-11-01T03:02:03.000Z',
          endedAt: '2026-11-01T03:04:00.000Z',
        },
      ],
    },
  ],
} as unknown as IncidentState;

test('the times of an incident, in their order, since the alert was delivered', () => {
  expect(timesOf(state).map((time) => `${sinceDelivery(time)} ${time.what}`)).toEqual([
    '-5 s alert',
    '+0 s delivered',
    '+4 s brief',
    '+1 min approved by Linus: Roll back',
    '+1 min 3 s written: Roll back',
    '+3 min verified: Roll back',
    '+3 min 5 s recovery',
  ]);
});

test('while one member fires there is no recovery', () => {
  const firing = { ...state, alerts: [...state.alerts, { status: 'firing' }] } as unknown as IncidentState;
  expect(millisecondsToRecovery(firing)).toBeUndefined();
  expect(timesOf({ ...firing, alerts: [], brief: undefined, runs: undefined }).map(({ what }) => what)).toEqual([
    'alert',
    'delivered',
  ]);
});
