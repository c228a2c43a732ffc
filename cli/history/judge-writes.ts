import type { VerifiedDecision } from '#core/actions/decision';
import type { ActionDocument } from '#core/actions/action';
import { countApprovals, verifiedOnes } from '#core/actions/count-approvals';
import type { ActionMark } from '#mcp/kit/write-authority';
import type { ActionHistory } from '#records/audit-changes';
import type { ActionInHistory } from './temporal-histories.ts';

/** Everything that is known of one action, from each of those who keep something of it. */
export interface KnownAction {
  readonly actionHash: string;
  /** From the bytes that are kept, which have the hash. */
  readonly document?: ActionDocument;
  readonly audit: ActionHistory;
  readonly marks: ReadonlySet<ActionMark>;
  /** Undefined: Temporal was not asked, or does not know it any more. */
  readonly history?: ActionInHistory;
  /** What each decision of the audit log is worth, verified again; by its JWS. */
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
 * Where history, marks, audit log and decisions do not say the same of an action: every write has the approvals that its
 * recorded verdict required, every approval has its write or its end. One sentence each; empty where all agree.
 */
export function judgeAction(known: KnownAction): readonly string[] {
  const { audit, document, marks, history } = known;
  const mismatches: string[] = [];
  if (!document && audit.intents.length > 0) mismatches.push('it was written, and its bytes are not kept.');
  if (
    history?.bytes !== undefined &&
    document &&
    JSON.stringify(JSON.parse(history.bytes)) !== JSON.stringify(document)
  )
    mismatches.push('its workflow was started with other bytes than those that are kept.');

  for (const intent of audit.intents) {
    const result = audit.results.find(({ part, at }) => part === intent.part && at >= intent.at);
    const what = intent.part === 'do' ? 'the write' : 'the undo';
    if (!result) mismatches.push(`${what} began at ${intent.at}, and no result of it is on record.`);
    if (!marks.has(intent.part === 'do' ? 'intent' : 'undo-intent'))
      mismatches.push(`${what} began at ${intent.at} by the audit log, and there is no mark of it.`);
    const unapproved = whyUnapproved(known, intent);
    if (unapproved !== undefined) mismatches.push(`${what} of ${intent.at} ${unapproved}`);
  }
  for (const part of ['do', 'undo'] as const) {
    const what = part === 'do' ? 'the write' : 'the undo';
    const intents = audit.intents.filter((intent) => intent.part === part);
    const executed = audit.results.filter((result) => result.part === part && result.state === 'executed');
    if (intents.length > 1) mismatches.push(`${what} began ${intents.length} times: once is all that is allowed.`);
    if (executed.length > intents.length)
      mismatches.push(`${what} has a result on record without an intent before it.`);
    if (intents.length === 0 && marks.has(part === 'do' ? 'intent' : 'undo-intent'))
      mismatches.push(`${what} has the mark of its intent, and the audit log has none.`);
    if (
      executed.length === 0 &&
      marks.has(part === 'do' ? 'result' : 'undo-result') &&
      audit.results.every((result) => result.part !== part)
    )
      mismatches.push(`${what} has the mark of its result, and the audit log has none.`);
    for (const { auditHead } of history?.executed.filter((done) => done.part === part) ?? []) {
      if (executed.length === 0)
        mismatches.push(`${what} was done by Temporal's history, and the audit log has no result of it.`);
      if (!known.isAuditHead(auditHead))
        mismatches.push(`Temporal's history names the audit head ${auditHead} after ${what}, and no audit log has it.`);
    }
  }
  mismatches.push(...decisionMismatches(known));
  return mismatches;
}

/** Why a write did not have the approvals that policy asked for when it began. */
function whyUnapproved(
  { audit, decisions, document, actionHash }: KnownAction,
  { part, at }: ActionHistory['intents'][number],
): string | undefined {
  const policy = audit.policies.findLast((one) => one.part === part && one.moment === 'execution' && one.at <= at);
  if (!policy) return 'has no verdict of policy on record before it.';
  const { verdict, previewHash } = policy;
  if (verdict.kind === 'automatic') return undefined;
  if (verdict.kind === 'deny') return `was denied by policy: ${verdict.rules.map(({ reason }) => reason).join('; ')}`;
  if (!document) return 'needed approvals, and without its bytes they cannot be counted.';
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
  return missing && `did not have the approvals that policy asked for: ${missing}.`;
}

function decisionMismatches({ audit, decisions, history }: KnownAction): readonly string[] {
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
            `the decision of ${by?.name ?? 'somebody'} at ${at} is on record as verified, and does not verify: ${judged.reason}.`,
          ]
        : [];
    }),
    ...counted
      .filter(({ answer }) => answer === 'approve' && !written && !ended && !refusedAtWrite && !history?.open)
      .map(
        ({ at, by }) => `the approval of ${by?.name ?? 'somebody'} at ${at} has neither a write nor an end on record.`,
      ),
    ...(history?.verified ?? [])
      .filter((jws) => !recorded.has(jws))
      .map(() => "a decision counted in Temporal's history, and the audit log has none such."),
    ...(history && !history.open
      ? counted
          .filter(({ jws }) => !history.verified.includes(jws))
          .map(
            ({ at, by }) =>
              `the decision of ${by?.name ?? 'somebody'} at ${at} is in the audit log, and not in Temporal's history.`,
          )
      : []),
  ];
}
