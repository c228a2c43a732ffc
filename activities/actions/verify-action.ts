import { ApplicationFailure } from '@temporalio/common';
import type { VerifyActionAnswer, VerifyActionRequest } from '#core/actions/action-work';
import { FailureType } from '#core/ids/failure-type';
import { createPollStep } from '../read-step.ts';
import type { ActionDependencies } from './dependencies.ts';

/** Asks a read tool until the action's expectation holds. */
export function createVerifyAction(dependencies: ActionDependencies) {
  const pollStep = createPollStep(dependencies);
  return async function verifyAction(request: VerifyActionRequest): Promise<VerifyActionAnswer> {
    const { document, writtenThrough, expectation } = request;
    const elsewhere = writtenThrough && dependencies.checkedElsewhere(document.service, writtenThrough, expectation);
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
      if (error.type === FailureType.deadlinePassed)
        return { kind: 'not_verified', evidence: [], reason: error.message };
      return { kind: 'unseen', reason: `not checked: ${error.message}` };
    }
  };
}
