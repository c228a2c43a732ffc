import type { ActionActivities, PreviewRequest, RecordActionRequest } from '#core/actions/action-work';
import type { WriteGate, WriteSubject } from '#core/actions/gated-write';
import { driftOf } from '#core/actions/preview-drift';
import { FailureType } from '#core/ids/failure-type';
import { permanent } from '../failures.ts';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { reconcile, verifyExpectation } from './outcome.ts';
import { createPollStep } from '../read-step.ts';

/** An action whose bytes are what they claim to be, and the gate that could write it. */
interface WritableAction {
  readonly subject: WriteSubject;
  readonly gate: WriteGate;
}

/** Ends before the write. Their mark forbids it to every other history of the same action. */
const marked: ReadonlySet<RecordActionRequest['state']> = new Set([
  'withdrawn',
  'superseded',
  'cancelled',
  'expired',
  'stale',
  'skipped',
  'blocked',
  'failed',
]);

/**
 * What the executor's worker does, and nothing else. Each activity parses the bytes of the action again: the executor
 * believes them and nothing else in a request.
 */
export function createActionActivities(dependencies: ActionDependencies): ActionActivities {
  const { judge, mark } = dependencies;
  const pollStep = createPollStep(dependencies);

  function parse(
    { bytes, actionHash }: PreviewRequest,
    part: WriteSubject['part'] = 'do',
  ): WritableAction | { readonly problem: string } {
    const found = dependencies.parseAction(bytes, actionHash);
    if ('problem' in found) return found;
    const { document } = found;
    const gate = dependencies.gateOf(document.server);
    if (gate) return { subject: { document, actionHash, part }, gate };
    return { problem: `this executor cannot write through "${document.server}": it holds no credential for it` };
  }

  /** @throws ApplicationFailure, not retryable: no retry makes other bytes of them */
  function parseOrRefuse(request: PreviewRequest, part?: WriteSubject['part']): WritableAction {
    const found = parse(request, part);
    if ('problem' in found) throw permanent(FailureType.invalidRequest, `Not an action: ${found.problem}`);
    return found;
  }

  return {
    async previewAction(request) {
      const found = parse(request);
      if ('problem' in found) return { kind: 'wrong', reason: found.problem };
      const { subject, gate } = found;
      await dependencies.keepAction(request.actionHash, request.bytes);
      const answer = await withHeartbeats(() => gate.preview(subject));
      return answer.kind === 'previewed' ? { ...answer, document: subject.document } : answer;
    },

    /** It is judged again right before the write. */
    async judgeAction(request) {
      const { subject } = parseOrRefuse(request);
      const { actionHash, preview, previewHash } = request;
      const verdict = await withHeartbeats(() => judge(subject, preview));
      const incident = subject.document.incident?.id;
      await dependencies.recordVerdict({ actionHash, incident, preview, previewHash, verdict });
      return verdict;
    },

    /** By another dry run, and by policy and switches as they are now. */
    async lookAtAction(request) {
      const { subject, gate } = parseOrRefuse(request);
      const found = await gate.preview(subject);
      if (found.kind !== 'previewed')
        return { kind: found.kind === 'stale' ? 'drifted' : 'unknown', reason: found.reason };
      const drift = driftOf(request.preview, found.preview);
      if (drift !== undefined) return { kind: 'drifted', reason: drift };
      const verdict = await judge(subject, found.preview);
      if (verdict.kind !== 'deny') return { kind: 'as_previewed' };
      return { kind: 'forbidden', reason: verdict.rules.map(({ reason }) => reason).join('; ') };
    },

    /** A refused decision is recorded too. A rejection is marked, so that no other history can write. */
    async verifyDecision(request) {
      const { document } = parseOrRefuse(request).subject;
      const { actionHash, previewHash, receivedAt, decision } = request;
      const found = await withHeartbeats(() =>
        dependencies.verifyDecision(decision, { document, actionHash, previewHash, receivedAt }),
      );
      if (found.kind === 'verified' && found.claims.answer !== 'approve') {
        const { answer, reason, by } = found.claims;
        await mark(actionHash, answer === 'reject' ? 'rejected' : 'withdrawn', { by, reason, receivedAt });
      }
      const incident = document.incident?.id;
      await dependencies.recordDecision({ actionHash, incident, decision, found, receivedAt });
      return found;
    },

    takeLock: (request) => dependencies.requestLock(request),

    /** Writes, once: the gate around the credential checks everything again. Never retried; `reconcileAction` finds out. */
    async executeAction(request) {
      const found = parse(request, request.part);
      if ('problem' in found) return { kind: 'failed', reason: found.problem };
      const { document } = found.subject;
      return withHeartbeats(() => found.gate.write({ ...request, document }));
    },

    async reconcileAction(request) {
      const { subject, gate } = parseOrRefuse(request, request.part);
      return reconcile(dependencies, subject, gate);
    },

    verifyAction: (request) => verifyExpectation({ ...dependencies, pollStep }, request),

    async recordAction(record) {
      const { actionHash, state, reason, by } = record;
      if (marked.has(state)) await mark(actionHash, 'withdrawn', { state, reason, by: by?.name });
      await dependencies.recordState(record);
    },
  };
}
