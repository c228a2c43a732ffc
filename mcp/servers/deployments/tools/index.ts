import type { Environment } from '#core/vocabulary/environment';
import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { ChangesBackEnd } from '../back-end.ts';
import { getRecentDeployments } from './get-recent-deployments.ts';

/** Sorted; one file each. */
export function deploymentsTools(
  backEnds: (environment: Environment) => readonly ChangesBackEnd[],
): readonly DefinedTool[] {
  return [getRecentDeployments(backEnds)];
}
