import { LRUCache } from 'lru-cache';
import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

/** The burst size, and how many calls are added per minute. */
interface RateLimit {
  readonly burst: number;
  readonly perMinute: number;
}

export interface RateLimits {
  /** For one principal on one tool. */
  readonly perPrincipalAndTool: RateLimit;
  /** For one incident, all principals together. */
  readonly perIncident: RateLimit;
}

/** Wide enough for an investigation that polls, narrow enough to stop a loop. */
export const defaultRateLimits: RateLimits = {
  perPrincipalAndTool: { burst: 60, perMinute: 120 },
  perIncident: { burst: 120, perMinute: 240 },
};

interface Bucket {
  readonly tokens: number;
  readonly atMilliseconds: number;
}

/** Token buckets; a refused call takes no token. At most 10,000 callers are remembered. */
export function rateLimitsStage(limits: RateLimits): Stage {
  const buckets = new LRUCache<string, Bucket>({ max: 10_000 });

  const tokensNow = (key: string, limit: RateLimit, nowMilliseconds: number): number => {
    const bucket = buckets.get(key);
    if (!bucket) return limit.burst;
    const gained = (Math.max(0, nowMilliseconds - bucket.atMilliseconds) / 60_000) * limit.perMinute;
    return Math.min(limit.burst, bucket.tokens + gained);
  };

  return {
    name: 'rate limits',
    run(call) {
      const nowMilliseconds = call.now.getTime();
      const asked = [
        {
          key: JSON.stringify(['principal', call.principal, call.tool.name]),
          limit: limits.perPrincipalAndTool,
          who: `${call.principal} on ${call.tool.name}`,
        },
      ];
      if (call.incident !== undefined) {
        const key = JSON.stringify(['incident', call.incident]);
        asked.push({ key, limit: limits.perIncident, who: `incident ${call.incident}` });
      }
      const found = asked.map((entry) => ({ ...entry, tokens: tokensNow(entry.key, entry.limit, nowMilliseconds) }));
      const empty = found.find(({ tokens }) => tokens < 1);
      if (empty) {
        const seconds = Math.ceil(((1 - empty.tokens) / empty.limit.perMinute) * 60);
        throw new ToolFailure(
          'RATE_LIMITED',
          `Too many calls of ${empty.who}: the limit is ${empty.limit.perMinute} a minute. Try again in ${seconds} s.`,
          { retryable: true },
        );
      }
      for (const { key, tokens } of found) buckets.set(key, { tokens: tokens - 1, atMilliseconds: nowMilliseconds });
      return call;
    },
  };
}
