import { publicKeys } from '#records/signing-keys';
import { auditSources, readHeads, verificationKeys } from '#records/read-audit';
import { type SeenRecord, verifyAudit } from '#records/verify-audit';
import type { Cell } from './cell.ts';

/** What the audit log says of one action, oldest first of each file. */
export type AuditStory = readonly SeenRecord['content'][];

/** Verifies the logs of a cell, those of killed executors too. */
export async function readAuditStories(cell: Cell) {
  const stories = new Map<string, SeenRecord['content'][]>();
  const { findings, records, files } = await verifyAudit({
    sources: await auditSources(cell.home.audit),
    keys: verificationKeys((await publicKeys(cell.home.keys)).values()),
    heads: await readHeads(cell.heads),
    installation: cell.home.installation,
    onRecord: ({ content }) => {
      const { actionHash } = content;
      if (typeof actionHash === 'string') stories.set(actionHash, [...(stories.get(actionHash) ?? []), content]);
    },
  });
  return { stories: stories as ReadonlyMap<string, AuditStory>, findings, records, files };
}
