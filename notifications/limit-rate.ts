import type { Destination } from './destination.ts';

/** Enough for every incident of a bad night, and few enough that a runbook in a loop buries nobody. */
const perMinute = 60;

/**
 * The same destination, at most 60 messages a minute (a token bucket: as many at once). More is refused for now.
 * Counted in this process alone: several workers may together send more.
 */
export function limitRate(destination: Destination, nowMilliseconds: () => number = Date.now): Destination {
  let tokens = perMinute;
  let countedAt = nowMilliseconds();
  return {
    async send(message, signal) {
      const now = nowMilliseconds();
      tokens = Math.min(perMinute, tokens + (Math.max(0, now - countedAt) / 60_000) * perMinute);
      countedAt = now;
      if (tokens < 1) {
        return {
          kind: 'refused',
          reason: `more than ${perMinute} messages a minute; the rest has to wait`,
          retryable: true,
          retryAfterMilliseconds: Math.ceil(((1 - tokens) / perMinute) * 60_000),
        };
      }
      tokens -= 1;
      return destination.send(message, signal);
    },
  };
}
