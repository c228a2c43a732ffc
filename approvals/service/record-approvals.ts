import type { DecisionCounts } from './decision-counts.ts';
import type { ApprovalRecord, ApprovalsAudit } from './ports.ts';

/** Refusals of nobody known that are written each minute: no stranger decides how much is written. */
const STRANGERS_PER_MINUTE = 30;
const MINUTE_MILLISECONDS = 60_000;

/** Puts on record and counts what people do here; refusals of nobody known beyond a bound are only counted. */
export function createApprovalsRecorder(
  audit: ApprovalsAudit,
  counts: DecisionCounts,
  now: () => Date,
): (record: ApprovalRecord) => Promise<void> {
  let minute = 0;
  let written = 0;
  let unwritten = 0;
  return async (record) => {
    counts.add(record);
    if (record.outcome !== 'refused' || record.by !== undefined) return audit.recordDecision(record);
    const present = Math.floor(now().getTime() / MINUTE_MILLISECONDS);
    if (present !== minute) [minute, written] = [present, 0];
    if (written >= STRANGERS_PER_MINUTE) {
      unwritten += 1;
      return;
    }
    written += 1;
    const count = unwritten + 1;
    unwritten = 0;
    await audit.recordDecision(count > 1 ? { ...record, count } : record);
  };
}
