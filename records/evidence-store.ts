import { z } from 'zod';
import type { Evidence } from '#core/evidence/evidence';
import { digestOfEvidence, type EvidenceId, evidenceIdOf, isEvidenceId } from '#core/ids/evidence-id';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { ContentStore } from './content-store.ts';

/** A tool result without its id. Payload and arguments are already masked. */
export type NewEvidence = Omit<Evidence, 'id'>;

export interface EvidenceStore {
  /**
   * Durable when it resolves. The same result has the same id, however long the call took and whether or not it was
   * cached: `meta.took_ms` and `meta.cached` are not stored and read as 0 and false afterwards (the audit log has the
   * time of each call).
   * @throws Error if it is not JSON, naming the place, or cannot be written
   */
  putEvidence(evidence: NewEvidence): Promise<Evidence>;
  /** @throws Error if the stored content does not have this id or is not evidence */
  getEvidence(id: EvidenceId): Promise<Evidence | undefined>;
}

/**
 * What is hashed and stored: the evidence without its id and without what varies from call to call. What this process
 * stores has these types; what it reads from disk may come from any writer, so it is parsed.
 */
const StoredEvidence = z.strictObject({
  tool: z.string(),
  toolHash: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  server: z.string(),
  environment: z.string(),
  window: z.strictObject({ start: z.string(), end: z.string() }).optional(),
  payload: z.looseObject({
    data: z.unknown(),
    meta: z.looseObject({
      source: z.string(),
      environment: z.string(),
      window: z.strictObject({ start: z.string(), end: z.string() }).optional(),
      query: z.string().optional(),
      truncated: z.boolean(),
      next_cursor: z.string().optional(),
    }),
    warnings: z.array(z.string()),
    hints: z.array(z.string()),
  }),
});
type StoredEvidence = z.infer<typeof StoredEvidence>;

export function createEvidenceStore(content: ContentStore): EvidenceStore {
  return {
    async putEvidence(evidence) {
      const stored = storedForm(evidence);
      // The id is the digest of exactly these bytes, so sha256sum can check a file on its own.
      const digest = await content.put(canonicalJson(stored));
      return recordedForm(evidenceIdOf(digest), stored);
    },

    async getEvidence(id) {
      if (!isEvidenceId(id))
        throw new Error(
          `"${String(id).slice(0, 80)}" is not an evidence id: ev_ and 64 lower-case hexadecimal digits.`,
        );
      const text = await content.get(digestOfEvidence(id));
      if (text === undefined) return undefined;
      const stored = StoredEvidence.safeParse(JSON.parse(text));
      if (!stored.success) throw new Error(`${id} is stored, but it is not evidence: ${z.prettifyError(stored.error)}`);
      return recordedForm(id, stored.data);
    },
  };
}

function storedForm(evidence: NewEvidence): StoredEvidence {
  const { tool, toolHash, arguments: given, server, environment, window, payload } = evidence;
  const { data, warnings, hints } = payload;
  const { took_ms: _tookMilliseconds, cached: _cached, ...meta } = payload.meta;
  return {
    tool,
    toolHash,
    arguments: withoutUndefinedKeys(given),
    server,
    environment,
    ...(window && { window }),
    payload: { data, meta: withoutUndefinedKeys(meta), warnings: [...warnings], hints: [...hints] },
  };
}

function recordedForm(id: EvidenceId, stored: StoredEvidence): Evidence {
  const { payload } = stored;
  return { id, ...stored, payload: { ...payload, meta: { ...payload.meta, took_ms: 0, cached: false } } };
}
