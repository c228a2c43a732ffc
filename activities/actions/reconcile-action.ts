import type { ReconcileAnswer, ReconcileRequest } from '#core/actions/action-work';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { parsedOrRefused } from './parsed.ts';

/**
 * Finds out, by reading alone, what became of a write whose answer was lost. Without its intent on record nothing can
 * have been written. A failure means that it could not be found out now: it is tried again.
 */
export function createReconcileAction(dependencies: ActionDependencies) {
  return async function reconcileAction(request: ReconcileRequest): Promise<ReconcileAnswer> {
    const { actionHash, part } = request;
    const { document, gate } = parsedOrRefused(dependencies, request);
    const intent = part === 'do' ? 'intent' : 'undo-intent';
    if (!(await dependencies.marksOf(actionHash)).has(intent)) {
      const reason = 'it had not begun when its executor was lost';
      if (part === 'undo') return { kind: 'not_executed', reason, isCertain: false };
      // Whoever is still at it looks at the marks once more after its own, and finds this one, or we find theirs.
      await dependencies.mark(actionHash, 'withdrawn', { state: 'failed', reason });
      if (!(await dependencies.marksOf(actionHash)).has(intent))
        return { kind: 'not_executed', reason, isCertain: true };
    }
    const trace = await withHeartbeats(() => gate.trace(document, actionHash, part));
    switch (trace.kind) {
      case 'took_effect':
        await dependencies.recordOutcome({ document, actionHash, part, result: trace.result });
        return { kind: 'executed', result: trace.result };
      case 'no_effect':
        // Not put on record: it may be read once more before that is certain.
        return { kind: 'not_executed', reason: trace.reason, isCertain: false };
      case 'cannot_tell':
        return { kind: 'unknown', reason: trace.reason };
      default:
        return trace satisfies never;
    }
  };
}
