import type { Environment } from '#core/ids/environment';
import type { Member } from '../../../kit/ask-all.ts';
import type { ServerContext, ServicePlace } from '../../../kit/define-server.ts';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import type { DeploymentsBackEnd } from '../back-end.ts';
import type { DeploymentsWrites } from '../writes.ts';
import { getRecentDeployments } from './get-recent-deployments.ts';
import { getRolloutHistory } from './get-rollout-history.ts';
import { planAction } from './plan-action.ts';
import { planRollback } from './plan-rollback.ts';
import { rollbackDeployment } from './rollback-deployment.ts';

export interface DeploymentsTools {
  readonly backEnd: (environment: Environment) => DeploymentsBackEnd;
  /** Planning a write reads only. */
  readonly writes: (place: ServicePlace) => Member<DeploymentsWrites>;
  readonly has: ServerContext<DeploymentsBackEnd, DeploymentsWrites, object, 'rollouts'>['has'];
}

/** Sorted; one file each. */
export function deploymentsTools({ backEnd, writes, has }: DeploymentsTools): readonly DefinedTool[] {
  const rollouts = has('rollouts');
  return [
    getRecentDeployments(backEnd),
    ...(rollouts ? [getRolloutHistory(backEnd)] : []),
    ...(rollouts
      ? [
          planAction(
            deploymentsWriteTools((place) => writes(place).backEnd),
            writes,
          ),
        ]
      : []),
    ...(rollouts ? [planRollback(backEnd)] : []),
  ];
}

/** What actions may ask of this server. Sorted; one file each. */
export function deploymentsWriteTools(writes: (place: ServicePlace) => DeploymentsWrites): readonly DefinedWriteTool[] {
  return [rollbackDeployment(writes)];
}
