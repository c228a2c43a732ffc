import type { VerifyDecisionRequest } from '#core/actions/action-work';
import type { VerifiedDecision } from '#core/actions/decision';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { parsedOrRefused } from './parsed.ts';

/** Judges one decision and records it, a refused one too. A rejection is marked, so that no other history can write. */
export function createVerifyDecision(dependencies: ActionDependencies) {
  return async function verifyDecision(request: VerifyDecisionRequest): Promise<VerifiedDecision> {
    const { document } = parsedOrRefused(dependencies, request);
    const { actionHash, previewHash, receivedAt } = request;
    const incident = document.incident?.id;
    const found = await withHeartbeats(() =>
      dependencies.verifyDecision(request.decision, { document, actionHash, previewHash, receivedAt }),
    );
    if (found.kind === 'verified' && found.claims.answer !== 'approve') {
      const { answer, reason, by } = found.claims;
      await dependencies.mark(actionHash, answer === 'reject' ? 'rejected' : 'withdrawn', { by, reason, receivedAt });
    }
    await dependencies.recordDecision({ actionHash, incident, decision: request.decision, found, receivedAt });
    return found;
  };
}
