import { LRUCache } from 'lru-cache';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { type Call, left, type Stage } from '../call.ts';

interface KeptAnswer {
  readonly envelope: ToolEnvelope;
  readonly bytes: number;
}

/**
 * Caches answers for seconds, already masked: several items of a checklist ask the same question. Errors and truncated
 * answers are never cached.
 * @returns the stage that looks up, and the stage that stores
 */
export function cacheStages(): { readonly recall: Stage; readonly remember: Stage } {
  const answers = new LRUCache<string, KeptAnswer>({ max: 500, maxSize: 32 * 1024 * 1024 });
  const keyOf = (call: Call) => {
    try {
      return `${call.tool.name} ${canonicalJson(withoutUndefinedKeys(left(call, 'prepared').arguments))}`;
    } catch {
      // Half a surrogate pair has no canonical form. The tool has a better message about such a name.
      return undefined;
    }
  };

  return {
    recall: {
      name: 'cache',
      run(call) {
        if (call.tool.cacheTtlMilliseconds === 0) return call;
        const key = keyOf(call);
        const kept = key === undefined ? undefined : answers.get(key);
        if (!kept) return call;
        const { envelope, bytes } = kept;
        return { ...call, envelope: { ...envelope, meta: { ...envelope.meta, cached: true } }, bytes };
      },
    },
    remember: {
      name: 'cache (keep)',
      run(call) {
        const envelope = left(call, 'envelope');
        const ttl = call.tool.cacheTtlMilliseconds;
        if (ttl === 0 || envelope.meta.truncated) return call;
        const key = keyOf(call);
        const bytes = left(call, 'bytes');
        if (key !== undefined) answers.set(key, { envelope, bytes }, { ttl, size: bytes });
        return call;
      },
    },
  };
}
