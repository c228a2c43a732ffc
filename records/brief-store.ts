import { join } from 'node:path';
import { z } from 'zod';
import type { Brief } from '#core/brief/brief';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { ContentStore } from './content-store.ts';
import { makeFolder, replaceFile } from './durable-file.ts';
import { fileNameOf } from './file-name.ts';

/** The location of a published brief. */
interface StoredBrief {
  /** SHA-256 of its canonical JSON. */
  readonly digest: string;
  /** The readable copies, absolute. The next brief of the incident replaces them. */
  readonly jsonPath: string;
  readonly markdownPath: string;
}

export interface BriefStore {
  /** Durable when it resolves. @param markdown the same brief, rendered */
  putBrief(brief: Brief, markdown: string): Promise<StoredBrief>;
  /** @throws Error if the stored content does not have this digest or is not a brief */
  getBrief(digest: string): Promise<Brief | undefined>;
}

// The digest proves that some writer of the store wrote these bytes; the head shows that it was putBrief.
const head = z.looseObject({ apiVersion: z.literal('holdfast/v1'), kind: z.literal('Brief'), incidentId: z.string() });
const PublishedBrief = z.custom<Brief>((value) => head.safeParse(value).success);

export function createBriefStore(content: ContentStore, incidentsFolder: string): BriefStore {
  return {
    async putBrief(brief, markdown) {
      const whole = withoutUndefinedKeys(brief);
      const digest = await content.put(canonicalJson(whole));
      const folder = join(incidentsFolder, fileNameOf(brief.incidentId.replace(/^incident\//, '')));
      const jsonPath = join(folder, 'brief.json');
      const markdownPath = join(folder, 'brief.md');
      await makeFolder(folder);
      await replaceFile(jsonPath, `${JSON.stringify(whole, undefined, 2)}\n`);
      await replaceFile(markdownPath, markdown);
      return { digest, jsonPath, markdownPath };
    },

    async getBrief(digest) {
      const text = await content.get(digest);
      if (text === undefined) return undefined;
      const brief = PublishedBrief.safeParse(JSON.parse(text));
      if (!brief.success) throw new Error(`${digest} is stored, but it is not a brief.`);
      return brief.data;
    },
  };
}
