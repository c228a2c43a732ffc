import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedDeploymentsServer, ServerDependencies } from '../dependencies.ts';
import { labAdapter } from './adapters/lab.ts';
import { reportedAdapter } from './adapters/reported.ts';
import { deploymentsTools, type DeploymentsTools } from './tools/index.ts';

/** The tool server `deployments`: what was changed on purpose. Reported changes belong to every environment's answer. */
export function createDeploymentsServer(
  configuration: ResolvedDeploymentsServer,
  dependencies: ServerDependencies,
): ToolServer {
  const { catalogue: _, reportedChanges, ...kit } = dependencies;
  const reported = reportedAdapter(reportedChanges);
  const { environments, ...backEnds } = sourcesOf(configuration, reported);
  return createToolServer({ ...kit, name: 'deployments', environments, tools: deploymentsTools(backEnds) });
}

function sourcesOf(
  configuration: ResolvedDeploymentsServer,
  reported: ReturnType<typeof reportedAdapter>,
): DeploymentsTools & { readonly environments: readonly string[] } {
  switch (configuration.adapter) {
    case 'lab': {
      const rollouts = backEndsOf(configuration.environments, labAdapter);
      return {
        environments: Object.keys(configuration.environments),
        changes: (environment) => [rollouts(environment), reported],
        rollouts,
      };
    }
    case 'reported':
      return { environments: configuration.environments, changes: () => [reported] };
    default:
      return configuration satisfies never;
  }
}
