import type { PreviewAnswer, PreviewRequest } from '#core/actions/action-work';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { parsed } from './parsed.ts';

/** Keeps the bytes of an action and finds out by a dry run what it would change. */
export function createPreviewAction(dependencies: ActionDependencies) {
  return async function previewAction(request: PreviewRequest): Promise<PreviewAnswer> {
    const found = parsed(dependencies, request);
    if ('problem' in found) return { kind: 'wrong', reason: found.problem };
    const { document, gate } = found;
    await dependencies.keepAction(request.actionHash, request.bytes);
    const answer = await withHeartbeats(() => gate.preview(document, request.actionHash, 'do'));
    return answer.kind === 'previewed' ? { ...answer, document } : answer;
  };
}
