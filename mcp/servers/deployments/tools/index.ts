import type { Environment } from '#core/ids/environment';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import type { ChangesBackEnd, RolloutsBackEnd } from '../back-end.ts';
import type { DeploymentsWrites } from '../writes.ts';
import { getRecentDeployments } from './get-recent-deployments.ts';
import { getRolloutHistory } from './get-rollout-history.ts';
import { planAction } from './plan-action.ts';
import { planRollback } from './plan-rollback.ts';
import { rollbackDeployment } from './rollback-deployment.ts';

export interface DeploymentsTools {
  readonly changes: (environment: Environment) => readonly ChangesBackEnd[];
  /** Undefined where nothing that carries rollouts out can be asked: reports tell no revision to go back to. */
  readonly rollouts?: (environment: Environment) => RolloutsBackEnd;
  /** Planning a write reads only. Undefined where nothing can be written. */
  readonly writes?: (environment: Environment) => DeploymentsWrites;
}

/** Sorted; one file each. */
export function deploymentsTools({ changes, rollouts, writes }: DeploymentsTools): readonly DefinedTool[] {
  return [
    getRecentDeployments(changes),
    ...(rollouts ? [getRolloutHistory(rollouts)] : []),
    ...(writes ? [planAction(deploymentsWriteTools(writes), writes)] : []),
    ...(rollouts ? [planRollback(rollouts)] : []),
  ];
}

/** What actions may ask of this server. Sorted; one file each. */
export function deploymentsWriteTools(
  writes: (environment: Environment) => DeploymentsWrites,
): readonly DefinedWriteTool[] {
  return [rollbackDeployment(writes)];
}
