import { join } from 'node:path';
import { auditFileNames } from '#records/audit-files';
import { type AuditRecord, readAuditLog } from '#records/read-audit-log';

/** Which records to show; times in RFC 3339. */
export interface WantedRecords {
  readonly kind?: string;
  readonly incident?: string;
  readonly action?: string;
  readonly since?: string;
}

/** Records not shown yet, of all processes by time. */
export async function newRecords(
  folder: string,
  shown: Map<string, number>,
  wanted: WantedRecords,
): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (const name of await auditFileNames(folder)) {
    const path = join(folder, name);
    const after = shown.get(name) ?? 0;
    const { records } = await readAuditLog(path);
    shown.set(name, records.at(-1)?.seq ?? after);
    found.push(...records.filter((record) => record.seq > after && isWanted(record, wanted)));
  }
  return found.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

function isWanted(record: AuditRecord, { kind, incident, action, since }: WantedRecords): boolean {
  const { actionHash } = record;
  return (
    (kind === undefined || record.kind === kind) &&
    (incident === undefined || record['incident'] === incident || record['incidentId'] === incident) &&
    (action === undefined || (typeof actionHash === 'string' && actionHash.startsWith(action))) &&
    (since === undefined || record.at >= since)
  );
}
