import type { Environment } from '#core/ids/environment';
import type { Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';
import { cut } from '#core/text/cut';

/** Refuses a call without an environment, and one for an environment that this server has no back end for. */
export function environmentStage(server: string, environments: readonly Environment[]): Stage {
  const known = `Server ${server} has: ${environments.join(', ') || 'none, configure one'}.`;
  return {
    name: 'environment',
    run(call) {
      const args = call.rawArguments;
      const said = typeof args === 'object' && args !== null && 'environment' in args ? args.environment : undefined;
      if (said === undefined) {
        throw new ToolFailure('INVALID_ARGUMENT', `${call.tool.name} needs the argument "environment". ${known}`);
      }
      const environment = environments.find((name) => name === said);
      if (environment === undefined) {
        const shown = cut(JSON.stringify(said), 100);
        throw new ToolFailure('INVALID_ARGUMENT', `environment ${shown} is not configured here. ${known}`);
      }
      return { ...call, environment };
    },
  };
}
