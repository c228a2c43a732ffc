import type { JudgeRequest } from '#core/actions/action-work';
import type { Verdict } from '#core/actions/verdict';
import { withHeartbeats } from '../heartbeats.ts';
import type { ActionDependencies } from './dependencies.ts';
import { parsedOrRefused } from './parsed.ts';

/** Judges a proposal by the policy in force; it is judged again right before the write. */
export function createJudgeAction(dependencies: ActionDependencies) {
  return async function judgeAction(request: JudgeRequest): Promise<Verdict> {
    const { document } = parsedOrRefused(dependencies, request);
    const { actionHash, preview, previewHash } = request;
    const verdict = await withHeartbeats(() => dependencies.judge(document, actionHash, 'do', preview));
    await dependencies.recordVerdict({ actionHash, incident: document.incident?.id, preview, previewHash, verdict });
    return verdict;
  };
}
