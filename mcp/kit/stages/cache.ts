import { LRUCache } from 'lru-cache';
import type { ToolEnvelope } from '#core/vocabulary/evidence';
import { canonicalJson, withoutUndefinedKeys } from '#core/vocabulary/canonical-json';
import { type Call, left, type Stage } from '../call.ts';

/**
 * Answers of the last seconds: several items of a checklist ask the same. What is kept is already masked. Errors and
 * truncated answers are never kept.
 * @returns the stage that looks, and the one that keeps
 */
export function cacheStages(): { readonly recall: Stage; readonly remember: Stage } {
  const answers = new LRUCache<string, ToolEnvelope>({
    max: 500,
    maxSize: 32 * 1024 * 1024,
    sizeCalculation: (envelope) => JSON.stringify(envelope).length,
  });
  const keyOf = (call: Call) =>
    `${call.tool.name} ${canonicalJson(withoutUndefinedKeys(left(call, 'prepared').arguments))}`;

  return {
    recall: {
      name: 'cache',
      run(call) {
        if (call.tool.cacheTtlMilliseconds === 0) return call;
        const envelope = answers.get(keyOf(call));
        return envelope ? { ...call, envelope: { ...envelope, meta: { ...envelope.meta, cached: true } } } : call;
      },
    },
    remember: {
      name: 'cache (keep)',
      run(call) {
        const envelope = left(call, 'envelope');
        const ttl = call.tool.cacheTtlMilliseconds;
        if (ttl > 0 && !envelope.meta.truncated) answers.set(keyOf(call), envelope, { ttl });
        return call;
      },
    },
  };
}
