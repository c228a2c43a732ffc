import { expect, it } from 'vitest';
import { createEventLog } from '#lab/supervisor/event-log';

const at = (second: number) => new Date(Date.UTC(2026, 10, 21) + second * 1_000);
const event = (second: number) => ({
  at: at(second).toISOString(),
  service: 'stock',
  kind: 'started' as const,
  version: 'v1',
  revision: 1,
  message: `second ${second}`,
});

it('Events are told from a time on, oldest first', () => {
  const log = createEventLog();
  for (const second of [1, 2, 3]) log.add(event(second));
  expect(log.since(at(2))).toEqual({ events: [event(2), event(3)], complete: true });
});

it('The oldest events give way to new ones, and whoever asks for their time is told', () => {
  const log = createEventLog();
  for (let second = 0; second < 600; second++) log.add(event(second));
  const all = log.since(at(0));
  expect(all.events).toHaveLength(500);
  expect(all.events.at(-1)).toEqual(event(599));
  expect(all.complete).toBe(false);
  expect(log.since(at(100)).complete).toBe(true);
});
