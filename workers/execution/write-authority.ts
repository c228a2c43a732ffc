import { countApprovals, verifiedOnes } from '#core/actions/count-approvals';
import type { ActionDocument } from '#core/actions/action';
import type { GatedWrite, JudgeWrite, WriteSubject } from '#core/actions/gated-write';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { ThrownSwitch } from '#core/policy/facts';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import type { ActionMarks } from '#records/action-marks';
import type { AuditLog } from '#records/audit-log';
import type { TemporalFacts } from './temporal-facts.ts';

export interface AuthorityParts {
  readonly marks: ActionMarks;
  readonly audit: AuditLog;
  readonly temporal: TemporalFacts;
  /** The switches that stop this write. */
  readonly switchesFor: (document: ActionDocument) => Promise<readonly ThrownSwitch[]>;
  readonly judge: JudgeWrite;
  readonly verifyDecision: (
    decision: SignedDecision,
    write: WriteSubject & Pick<GatedWrite, 'previewHash'>,
  ) => Promise<VerifiedDecision>;
  readonly now: () => Date;
}

/** The executor's answers to the write gate. Each is determined at the time of the call. */
export function createWriteAuthority(parts: AuthorityParts): WriteAuthority {
  const { marks, audit, temporal, now } = parts;
  return {
    now,
    marksOf: (actionHash) => marks.marksOf(actionHash),
    mark: (actionHash, mark, content) => marks.mark(actionHash, mark, content),
    async stoppedBy({ document }) {
      const [thrown] = await parts.switchesFor(document);
      if (!thrown) return undefined;
      const what = [thrown.scope.kind, thrown.scope.name].filter(Boolean).join(' ');
      return `the kill switch "${what}" is thrown (${thrown.by}: ${thrown.reason})`;
    },
    async judge({ document, actionHash, part, previewHash }, preview) {
      const verdict = await parts.judge({ document, actionHash, part }, preview);
      await audit.recordPolicy({
        actionHash,
        part,
        preview,
        previewHash,
        verdict,
        incident: document.incident?.id,
        moment: 'execution',
        occurrence: now().toISOString(),
      });
      return verdict;
    },
    async missingApproval({ document, actionHash, previewHash, decisions, part }, verdict) {
      if (verdict.kind === 'automatic') return undefined;
      if (verdict.kind === 'deny') return 'policy denies it';
      const found = await Promise.all(
        decisions.map((decision) => parts.verifyDecision(decision, { document, actionHash, previewHash, part })),
      );
      const { missing } = countApprovals({
        decisions: verifiedOnes(found),
        needs: verdict.needs,
        document,
        actionHash,
        previewHash,
        part,
        now: now().toISOString(),
      });
      if (missing === undefined) return undefined;
      const refused = found.flatMap((one) => (one.kind === 'refused' ? [one.reason] : []));
      return [missing, ...refused].join('; ');
    },
    async lockLostBy({ document: { environment, service }, actionHash, part, fence }) {
      const holder = (await temporal.lockOf(environment, service))?.holder;
      if (!holder) return 'no action holds the lock of the service';
      if (holder.actionHash !== actionHash || holder.part !== part) return `${holder.actionHash} holds the lock`;
      if (holder.fence !== fence) return 'the lock was lost and has been taken again since';
      return holder.leaseUntil <= now().toISOString() ? 'its lease of the lock has expired' : undefined;
    },
    async notNeeded({ document }) {
      return document.incident && temporal.notNeeded(document.incident);
    },
    async record({ actionHash, part, document }, { state, reason }) {
      const { environment, service, server, backEnd, tool, incident } = document;
      const entry = { actionHash, part, environment, service, server, backEnd, tool, incident: incident?.id };
      return audit.recordWrite(state === 'intent' ? { ...entry, state } : { ...entry, state, reason });
    },
  };
}
