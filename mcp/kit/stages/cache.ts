import { LRUCache } from 'lru-cache';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
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
  const keyOf = (call: Call) => {
    try {
      return `${call.tool.name} ${canonicalJson(withoutUndefinedKeys(left(call, 'prepared').arguments))}`;
    } catch {
      // Half a surrogate pair has no canonical form. The tool says better what is wrong with such a name.
      return undefined;
    }
  };

  return {
    recall: {
      name: 'cache',
      run(call) {
        if (call.tool.cacheTtlMilliseconds === 0) return call;
        const key = keyOf(call);
        const envelope = key === undefined ? undefined : answers.get(key);
        return envelope ? { ...call, envelope: { ...envelope, meta: { ...envelope.meta, cached: true } } } : call;
      },
    },
    remember: {
      name: 'cache (keep)',
      run(call) {
        const envelope = left(call, 'envelope');
        const ttl = call.tool.cacheTtlMilliseconds;
        if (ttl === 0 || envelope.meta.truncated) return call;
        const key = keyOf(call);
        if (key !== undefined) answers.set(key, envelope, { ttl });
        return call;
      },
    },
  };
}
