import type { Environment } from '#core/vocabulary/environment';
import type { DeclaredWriteTool } from '../../../kit/declare-write-tool.ts';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { ChangesBackEnd, RolloutsBackEnd } from '../back-end.ts';
import { getRecentDeployments } from './get-recent-deployments.ts';
import { getRolloutHistory } from './get-rollout-history.ts';
import { planRollback } from './plan-rollback.ts';
import { rollbackDeployment } from './rollback-deployment.ts';

export interface DeploymentsTools {
  readonly changes: (environment: Environment) => readonly ChangesBackEnd[];
  /** Undefined where nothing that carries rollouts out can be asked: reports tell no revision to go back to. */
  readonly rollouts?: (environment: Environment) => RolloutsBackEnd;
}

/** Sorted; one file each. */
export function deploymentsTools({ changes, rollouts }: DeploymentsTools): readonly DefinedTool[] {
  const recent = getRecentDeployments(changes);
  return rollouts ? [recent, getRolloutHistory(rollouts), planRollback(rollouts)] : [recent];
}

/** What actions may ask of this server. Sorted; one file each. */
export const deploymentsWriteTools: readonly DeclaredWriteTool[] = [rollbackDeployment];
