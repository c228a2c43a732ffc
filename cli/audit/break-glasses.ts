import { join } from 'node:path';
import { auditFileNames } from '#records/audit-files';
import { DecisionEntry, ReviewEntry } from '#records/audit-records';
import { readAuditLog } from '#records/read-audit-log';
import type { ActionHash } from '#core/ids/action-hash';

/** A decision that one person made alone, and its review. */
export interface BreakGlass {
  readonly at: string;
  readonly actionHash: ActionHash;
  readonly incident?: string;
  readonly by: string;
  readonly review?: { readonly at: string; readonly by: string; readonly note: string };
}

/** All of them in a folder of audit logs, oldest first. */
export async function breakGlasses(folder: string): Promise<readonly BreakGlass[]> {
  const made: BreakGlass[] = [];
  const reviews = new Map<string, NonNullable<BreakGlass['review']>>();
  for (const name of await auditFileNames(folder)) {
    for (const record of (await readAuditLog(join(folder, name))).records) {
      if (record.kind === 'review') {
        const { actionHash, by, note } = ReviewEntry.parse(record);
        reviews.set(actionHash, { at: record.at, by, note });
      }
      if (record.kind !== 'decision' || record['breakGlass'] !== true) continue;
      const { actionHash, incident, by, outcome } = DecisionEntry.parse(record);
      if (outcome === 'verified') made.push({ at: record.at, actionHash, incident, by: by?.name ?? 'someone' });
    }
  }
  return made
    .map((each) => ({ ...each, review: reviews.get(each.actionHash) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1));
}
