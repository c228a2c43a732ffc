import type { ActionActivities } from '#core/actions/action-work';
import type { ActionDependencies } from './dependencies.ts';
import { createExecuteAction } from './execute-action.ts';
import { createJudgeAction } from './judge-action.ts';
import { createLookAtAction } from './look-at-action.ts';
import { createPreviewAction } from './preview-action.ts';
import { createReconcileAction } from './reconcile-action.ts';
import { createRecordAction } from './record-action.ts';
import { createTakeLock } from './take-lock.ts';
import { createVerifyAction } from './verify-action.ts';
import { createVerifyDecision } from './verify-decision.ts';

/** What the executor's worker does, and nothing else. */
export function createActionActivities(dependencies: ActionDependencies): ActionActivities {
  return {
    previewAction: createPreviewAction(dependencies),
    judgeAction: createJudgeAction(dependencies),
    lookAtAction: createLookAtAction(dependencies),
    verifyDecision: createVerifyDecision(dependencies),
    takeLock: createTakeLock(dependencies),
    executeAction: createExecuteAction(dependencies),
    reconcileAction: createReconcileAction(dependencies),
    verifyAction: createVerifyAction(dependencies),
    recordAction: createRecordAction(dependencies),
  };
}
