import type { JudgeRequest, LookAnswer } from '#core/actions/action-work';
import { driftOf } from '#core/actions/preview-drift';
import type { ActionDependencies } from './dependencies.ts';
import { parsedOrRefused } from './parsed.ts';

/** What would become of an action if it were approved now: by another dry run, and by policy and switches as they are. */
export function createLookAtAction(dependencies: ActionDependencies) {
  return async function lookAtAction(request: JudgeRequest): Promise<LookAnswer> {
    const { document, gate } = parsedOrRefused(dependencies, request);
    const { actionHash, preview } = request;
    const found = await gate.preview(document, actionHash, 'do');
    if (found.kind !== 'previewed')
      return { kind: found.kind === 'stale' ? 'drifted' : 'unknown', reason: found.reason };
    const drift = driftOf(preview, found.preview);
    if (drift !== undefined) return { kind: 'drifted', reason: drift };
    const verdict = await dependencies.judge(document, actionHash, 'do', found.preview);
    if (verdict.kind !== 'deny') return { kind: 'as_previewed' };
    return { kind: 'forbidden', reason: verdict.rules.map(({ reason }) => reason).join('; ') };
  };
}
