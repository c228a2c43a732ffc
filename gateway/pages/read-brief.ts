import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Brief } from '#core/brief/brief';
import type { Documents } from '../ports.ts';
import type { Plot } from './plots.ts';
import { choosePlots, plottedEvidence } from './plots.ts';

export interface ReadBrief {
  readonly brief: Brief;
  readonly plots: readonly Plot[];
}

/** Briefs with the plots of their evidence. A digest names one content for ever, so what was read whole is kept. */
export function createBriefReader(documents: Documents, logger: Logger) {
  const kept = new LRUCache<string, ReadBrief>({ max: 50 });
  const limit = pLimit(8);

  async function readEvidence(id: Parameters<Documents['getEvidence']>[0]) {
    try {
      return await documents.getEvidence(id);
    } catch (error) {
      logger.error({ err: error, evidence: id }, 'A plot has no evidence to draw');
      return undefined;
    }
  }

  return {
    /** Undefined where the store has no such brief or cannot read it: the page then shows what the incident knows. */
    async read(digest: string): Promise<ReadBrief | undefined> {
      const known = kept.get(digest);
      if (known) return known;
      try {
        const brief = await documents.getBrief(digest);
        if (!brief) return undefined;
        const ids = plottedEvidence(brief);
        const evidence = await Promise.all(ids.map((id) => limit(() => readEvidence(id))));
        const found = evidence.filter((one) => one !== undefined);
        const read = { brief, plots: choosePlots(brief, found) };
        if (found.length === ids.length) kept.set(digest, read);
        return read;
      } catch (error) {
        logger.error({ err: error, digest }, 'A brief cannot be read');
        return undefined;
      }
    },
  };
}
