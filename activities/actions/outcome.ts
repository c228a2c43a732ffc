import { ApplicationFailure } from '@temporalio/common';
import type { ReconcileAnswer, VerifyActionAnswer, VerifyActionRequest } from '#core/actions/action-work';
import type { WriteGate, WriteSubject } from '#core/actions/gated-write';
import { FailureType } from '#core/ids/failure-type';
import { withHeartbeats } from '../heartbeats.ts';
import type { createPollStep } from '../read-step.ts';
import type { ActionDependencies } from './dependencies.ts';

// What became of a write, and whether it did what it is for. Both only read.

/**
 * What became of a write whose answer was lost. Without its intent on record nothing can have been written.
 * @throws Error where it cannot be found out now: the activity is retried
 */
export async function reconcile(
  { marksOf, mark, recordOutcome }: Pick<ActionDependencies, 'mark' | 'marksOf' | 'recordOutcome'>,
  subject: WriteSubject,
  gate: WriteGate,
): Promise<ReconcileAnswer> {
  const { actionHash, part } = subject;
  const intent = part === 'do' ? 'intent' : 'undo-intent';
  if (!(await marksOf(actionHash)).has(intent)) {
    const reason = 'it had not begun when its executor was lost';
    if (part === 'undo') return { kind: 'not_executed', reason, isCertain: false };
    // An executor that is still at it reads the marks once more after its own, and finds this one, or we find its.
    await mark(actionHash, 'withdrawn', { state: 'failed', reason });
    if (!(await marksOf(actionHash)).has(intent)) return { kind: 'not_executed', reason, isCertain: true };
  }
  const trace = await withHeartbeats(() => gate.trace(subject));
  switch (trace.kind) {
    case 'took_effect':
      await recordOutcome({ ...subject, result: trace.result });
      return { kind: 'executed', result: trace.result };
    case 'no_effect':
      // Not put on record: it may be read once more before that is certain.
      return { kind: 'not_executed', reason: trace.reason, isCertain: false };
    case 'cannot_tell':
      return { kind: 'unknown', reason: trace.reason };
    default:
      return trace satisfies never;
  }
}

/** Asks a read tool until the action's expectation holds. */
export async function verifyExpectation(
  {
    checkedElsewhere,
    pollStep,
  }: Pick<ActionDependencies, 'checkedElsewhere'> & { readonly pollStep: ReturnType<typeof createPollStep> },
  { document, writtenThrough, expectation }: VerifyActionRequest,
): Promise<VerifyActionAnswer> {
  const elsewhere = writtenThrough && checkedElsewhere(document.service, writtenThrough, expectation);
  if (elsewhere !== undefined) return { kind: 'unseen', reason: `not checked: ${elsewhere}` };
  const { server, tool, withinSeconds, poll, scope } = expectation;
  try {
    const { evidence, summary } = await pollStep({
      runId: document.proposal.runId,
      incidentId: document.incident?.id,
      path: document.proposal.path,
      server,
      tool,
      withinSeconds,
      arguments: expectation.arguments,
      environment: document.environment,
      select: [],
      poll: { ...poll, scope },
    });
    return { kind: 'verified', evidence, summary };
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !error.nonRetryable) throw error;
    if (error.type === FailureType.deadlinePassed) return { kind: 'not_verified', evidence: [], reason: error.message };
    return { kind: 'unseen', reason: `not checked: ${error.message}` };
  }
}
