import type { VerifiedDecision } from '#core/actions/decision';
import type { ActionDocument } from '#core/actions/action';
import { countApprovals, verifiedOnes } from '#core/actions/count-approvals';
import type { ActionMark } from '#core/actions/action-mark';
import type { ActionHistory } from '#records/audit-changes';
import type { ActionInHistory } from './temporal-histories.ts';
import type { ActionHash } from '#core/ids/action-hash';

/** Everything recorded about one action, by source. */
export interface RecordedAction {
  readonly actionHash: ActionHash;
  /** From the stored bytes, which match the hash. */
  readonly document?: ActionDocument;
  readonly audit: ActionHistory;
  readonly marks: ReadonlySet<ActionMark>;
  /** Undefined: Temporal was not asked, or no longer has it. */
  readonly history?: ActionInHistory;
  /** Each decision of the audit log, verified again; by its JWS. */
  readonly decisions: ReadonlyMap<string, VerifiedDecision>;
  /** Every hash of a line in the audit logs. */
  readonly isAuditHead: (hash: string) => boolean;
}

const endsWithoutWrite = new Set([
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
  'stale',
  'skipped',
  'blocked',
  'cancelled',
  'failed',
]);

/**
 * Contradictions between history, marks, audit log and decisions of an action: every write must have the approvals that its
 * recorded verdict required, every approval must lead to a write or an end. One sentence each.
 */
export function judgeAction(known: RecordedAction): readonly string[] {
  const { audit, document, marks, history } = known;
  const mismatches: string[] = [];
  if (!document && audit.intents.length > 0) mismatches.push('it was written, but its bytes are not stored.');
  if (
    history?.bytes !== undefined &&
    document &&
    JSON.stringify(JSON.parse(history.bytes)) !== JSON.stringify(document)
  )
    mismatches.push('its workflow was started with bytes other than the stored ones.');

  for (const intent of audit.intents) {
    const result = audit.results.find(({ part, at }) => part === intent.part && at >= intent.at);
    const what = intent.part === 'do' ? 'the write' : 'the undo';
    if (!result) mismatches.push(`${what} began at ${intent.at}, but the audit log has no result of it.`);
    if (!marks.has(intent.part === 'do' ? 'intent' : 'undo-intent'))
      mismatches.push(`${what} began at ${intent.at} according to the audit log, but it left no mark.`);
    const unapproved = whyUnapproved(known, intent);
    if (unapproved !== undefined) mismatches.push(`${what} of ${intent.at} ${unapproved}`);
  }
  for (const part of ['do', 'undo'] as const) {
    const what = part === 'do' ? 'the write' : 'the undo';
    const intents = audit.intents.filter((intent) => intent.part === part);
    const executed = audit.results.filter((result) => result.part === part && result.state === 'executed');
    if (intents.length > 1) mismatches.push(`${what} began ${intents.length} times; at most once is allowed.`);
    if (executed.length > intents.length) mismatches.push(`${what} has a recorded result without a preceding intent.`);
    if (intents.length === 0 && marks.has(part === 'do' ? 'intent' : 'undo-intent'))
      mismatches.push(`${what} left the mark of its intent, but the audit log has no intent.`);
    if (
      executed.length === 0 &&
      marks.has(part === 'do' ? 'result' : 'undo-result') &&
      audit.results.every((result) => result.part !== part)
    )
      mismatches.push(`${what} left the mark of its result, but the audit log has no result.`);
    for (const { auditHead } of history?.executed.filter((done) => done.part === part) ?? []) {
      if (executed.length === 0)
        mismatches.push(`${what} was done according to Temporal's history, but the audit log has no result of it.`);
      if (!known.isAuditHead(auditHead))
        mismatches.push(`Temporal's history has the audit head ${auditHead} after ${what}, but no audit log has it.`);
    }
  }
  mismatches.push(...decisionMismatches(known));
  return mismatches;
}

/** Why a write did not have the approvals that policy required when it began. */
function whyUnapproved(
  { audit, decisions, document, actionHash }: RecordedAction,
  { part, at }: ActionHistory['intents'][number],
): string | undefined {
  const policy = audit.policies.findLast((one) => one.part === part && one.moment === 'execution' && one.at <= at);
  if (!policy) return 'has no policy verdict recorded before it.';
  const { verdict, previewHash } = policy;
  if (verdict.kind === 'automatic') return undefined;
  if (verdict.kind === 'deny') return `was denied by policy: ${verdict.rules.map(({ reason }) => reason).join('; ')}`;
  if (!document) return 'required approvals, which cannot be counted without its bytes.';
  const given = verifiedOnes(
    audit.decisions
      .filter((one) => one.at <= at && one.outcome === 'verified')
      .flatMap(({ jws }) => decisions.get(jws) ?? []),
  );
  const { missing } = countApprovals({
    decisions: given,
    needs: verdict.needs,
    document,
    actionHash,
    part,
    now: at,
    previewHash: previewHash ?? given[0]?.previewHash ?? '',
  });
  return missing && `did not have the approvals that policy required: ${missing}.`;
}

function decisionMismatches({ audit, decisions, history }: RecordedAction): readonly string[] {
  const counted = audit.decisions.filter(({ outcome }) => outcome === 'verified');
  const recorded = new Set(counted.map(({ jws }) => jws));
  const ended = audit.states.some(({ state }) => endsWithoutWrite.has(state));
  const written = audit.intents.length > 0;
  const refusedAtWrite = audit.results.some(({ state }) => state === 'refused');
  return [
    ...counted.flatMap(({ jws, at, by }) => {
      const judged = decisions.get(jws);
      return judged?.kind === 'refused'
        ? [
            `the decision of ${by?.name ?? 'someone'} at ${at} is recorded as verified, but does not verify: ${judged.reason}.`,
          ]
        : [];
    }),
    ...counted
      .filter(({ answer }) => answer === 'approve' && !written && !ended && !refusedAtWrite && !history?.open)
      .map(({ at, by }) => `the approval of ${by?.name ?? 'someone'} at ${at} led to neither a write nor an end.`),
    ...(history?.verified ?? [])
      .filter((jws) => !recorded.has(jws))
      .map(() => "a decision counted in Temporal's history, but the audit log does not have it."),
    ...(history && !history.open
      ? counted
          .filter(({ jws }) => !history.verified.includes(jws))
          .map(
            ({ at, by }) =>
              `the decision of ${by?.name ?? 'someone'} at ${at} is in the audit log, but not in Temporal's history.`,
          )
      : []),
  ];
}
