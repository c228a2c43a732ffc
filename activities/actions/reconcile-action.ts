import type { ReconcileAnswer, ReconcileRequest } from '#core/vocabulary/action-work';
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
    const marks = await dependencies.marksOf(actionHash);
    if (!marks.has(part === 'do' ? 'intent' : 'undo-intent')) {
      return { kind: 'not_executed', reason: 'it had not begun when its executor was lost' };
    }
    const found = (state: 'executed' | 'failed', reason: string) =>
      dependencies.recordOutcome({ document, actionHash, part, state, reason });
    const trace = await withHeartbeats(() => gate.trace(document, actionHash, part));
    switch (trace.kind) {
      case 'took_effect':
        await found('executed', trace.result);
        return { kind: 'executed', result: trace.result };
      case 'no_effect':
        await found('failed', trace.reason);
        return { kind: 'not_executed', reason: trace.reason };
      case 'cannot_tell':
        return { kind: 'unknown', reason: trace.reason };
      default:
        return trace satisfies never;
    }
  };
}
