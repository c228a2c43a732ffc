import type { Environment } from '#core/ids/environment';
import type { Member } from '../../../kit/ask-all.ts';
import type { ServicePlace } from '../../../kit/define-server.ts';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { DefinedWriteTool } from '../../../kit/define-write-tool.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import type { InfrastructureWrites } from '../writes.ts';
import { checkHealthChecks } from './check-health-checks.ts';
import { getPodLogs } from './get-pod-logs.ts';
import { getPodStatus } from './get-pod-status.ts';
import { getRecentEvents } from './get-recent-events.ts';
import { getResourceUtilization } from './get-resource-utilization.ts';
import { getServiceStatus } from './get-service-status.ts';
import { listFailingPods } from './list-failing-pods.ts';
import { listPods } from './list-pods.ts';
import { planAction } from './plan-action.ts';
import { restartDeployment } from './restart-deployment.ts';
import { restartPod } from './restart-pod.ts';
import { scaleDeployment } from './scale-deployment.ts';

export interface InfrastructureTools {
  readonly backEnd: (environment: Environment) => InfrastructureBackEnd;
  /** Planning a write reads only. */
  readonly writes: (place: ServicePlace) => Member<InfrastructureWrites>;
}

/** Sorted; one file each. */
export function infrastructureTools({ backEnd, writes }: InfrastructureTools): readonly DefinedTool[] {
  return [
    checkHealthChecks(backEnd),
    getPodLogs(backEnd),
    getPodStatus(backEnd),
    getRecentEvents(backEnd),
    getResourceUtilization(backEnd),
    getServiceStatus(backEnd),
    listFailingPods(backEnd),
    listPods(backEnd),
    planAction(
      infrastructureWriteTools((place) => writes(place).backEnd),
      writes,
    ),
  ];
}

/** What actions may ask of this server. Sorted; one file each. */
export function infrastructureWriteTools(
  writes: (place: ServicePlace) => InfrastructureWrites,
): readonly DefinedWriteTool[] {
  return [restartDeployment(writes), restartPod(writes), scaleDeployment(writes)];
}
