import { describe, expect, it } from 'vitest';
import { resolveWindow, windowArgument } from '#mcp/kit/window';

const now = new Date('2026-11-21T03:05:00.000Z');
const hour = 3_600;

describe('a time window', () => {
  it.each([
    [{ start: '-15m', end: 'now' }, '2026-11-21T02:50:00.000Z', '2026-11-21T03:05:00.000Z'],
    [{ start: '-1h', end: '-30m' }, '2026-11-21T02:05:00.000Z', '2026-11-21T02:35:00.000Z'],
    [
      { start: '2026-11-21T04:00:00+01:00', end: '2026-11-21T03:01:00.5Z' },
      '2026-11-21T03:00:00.000Z',
      '2026-11-21T03:01:00.500Z',
    ],
    [{ start: '-5m', end: '2026-11-21T09:00:00Z' }, '2026-11-21T03:00:00.000Z', '2026-11-21T03:05:00.000Z'],
  ])('%o is absolute', (argument, start, end) => {
    expect(resolveWindow(argument, now, hour)).toEqual({ start, end });
  });

  it.each([
    [{ start: 'now', end: '-5m' }, 'is empty'],
    [{ start: '2026-11-22T00:00:00Z', end: '2026-11-23T00:00:00Z' }, 'is empty'],
    [{ start: '-2h', end: 'now' }, 'spans 2 h; the limit is 60 min'],
  ])('%o is refused', (argument, words) => {
    expect(() => resolveWindow(argument, now, hour)).toThrow(words);
  });

  it.each(['yesterday', '-5', '5m', '2026-11-21', '2026-13-41T00:00:00Z', '2026-11-21T03:00:00', '-1234567s', ''])(
    'does not take "%s" for an instant',
    (start) => {
      expect(windowArgument('-5m').safeParse({ start }).success).toBe(false);
    },
  );

  it('has a default', () => {
    expect(windowArgument('-5m').parse(undefined)).toEqual({ start: '-5m', end: 'now' });
  });
});
