import type { Environment } from '#core/vocabulary/environment';
import type { DeclaredWriteTool } from '../../../kit/declare-write-tool.ts';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { checkHealthChecks } from './check-health-checks.ts';
import { getPodLogs } from './get-pod-logs.ts';
import { getPodStatus } from './get-pod-status.ts';
import { getRecentEvents } from './get-recent-events.ts';
import { getResourceUtilization } from './get-resource-utilization.ts';
import { getServiceStatus } from './get-service-status.ts';
import { listFailingPods } from './list-failing-pods.ts';
import { listPods } from './list-pods.ts';
import { restartDeployment } from './restart-deployment.ts';
import { restartPod } from './restart-pod.ts';
import { scaleDeployment } from './scale-deployment.ts';

/** Sorted; one file each. */
export function infrastructureTools(
  backEnd: (environment: Environment) => InfrastructureBackEnd,
): readonly DefinedTool[] {
  return [
    checkHealthChecks(backEnd),
    getPodLogs(backEnd),
    getPodStatus(backEnd),
    getRecentEvents(backEnd),
    getResourceUtilization(backEnd),
    getServiceStatus(backEnd),
    listFailingPods(backEnd),
    listPods(backEnd),
  ];
}

/** What actions may ask of this server. Sorted; one file each. */
export const infrastructureWriteTools: readonly DeclaredWriteTool[] = [restartDeployment, restartPod, scaleDeployment];
