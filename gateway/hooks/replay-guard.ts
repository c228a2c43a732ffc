import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Signature } from '../authentication/authentication.ts';

const REMEMBERED = 10_000;

/** Of a delivery that is authentic. */
export type Freshness =
  /** Call `accepted` once it is durable: one that failed may come again. */
  | { readonly kind: 'fresh'; readonly accepted: () => void }
  | { readonly kind: 'stale' }
  /** The same delivery was accepted already. */
  | { readonly kind: 'repeated' };

/** Judges the deliveries of one integration by their signed times. */
export interface ReplayGuard {
  judge(signature: Signature, body: Uint8Array): Freshness;
}

/** @param freshSeconds how far a signed time may be from now, before or after: clocks differ */
export function createReplayGuard(freshSeconds: number, now: () => Date): ReplayGuard {
  const milliseconds = freshSeconds * 1000;
  // A time ahead of ours stays fresh for twice as long.
  const seen = new LRUCache<string, true>({ max: REMEMBERED, ttl: 2 * milliseconds });
  return {
    judge({ signedAt }, body) {
      if (!signedAt || !(Math.abs(now().getTime() - signedAt.getTime()) <= milliseconds)) return { kind: 'stale' };
      const key = createHash('sha256').update(signedAt.toISOString()).update(body).digest('base64');
      return seen.has(key) ? { kind: 'repeated' } : { kind: 'fresh', accepted: () => void seen.set(key, true) };
    },
  };
}
