import type { ExecuteAnswer, ExecuteRequest } from '#core/actions/action-work';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { parsed } from './parsed.ts';

/**
 * Writes, once: everything is checked again by the gate that stands around the credential. Never retried; whoever finds
 * no answer asks {@link createReconcileAction}.
 */
export function createExecuteAction(dependencies: ActionDependencies) {
  return async function executeAction(request: ExecuteRequest): Promise<ExecuteAnswer> {
    const found = parsed(dependencies, request);
    if ('problem' in found) return { kind: 'failed', reason: found.problem };
    const { document, gate } = found;
    const { bytes, actionHash, part, decisions, fence, preview, previewHash } = request;
    return withHeartbeats(() =>
      gate.write({ document, actionHash, part, decisions, fence, preview, previewHash }, bytes),
    );
  };
}
