import type { DefinedWriteTool } from '../../kit/define-write-tool.ts';
import { refusingWriteTool } from '../../kit/refusing-write-tool.ts';
import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedDeploymentsServer, ServerDependencies } from '../dependencies.ts';
import { labAdapter } from './adapters/lab.ts';
import { labWritesAdapter } from './adapters/lab-writes.ts';
import { reportedAdapter } from './adapters/reported.ts';
import { deploymentsTools, type DeploymentsTools, deploymentsWriteTools } from './tools/index.ts';

/** The tool server `deployments`: what was changed on purpose. Reported changes belong to every environment's answer. */
export function createDeploymentsServer(
  configuration: ResolvedDeploymentsServer,
  dependencies: ServerDependencies,
): ToolServer {
  const { catalogue: _, reportedChanges, ...kit } = dependencies;
  const reported = reportedAdapter(reportedChanges);
  const { environments, ...backEnds } = sourcesOf(configuration, reported);
  const tools = [...deploymentsTools(backEnds), ...writeToolsOf(configuration).map(refusingWriteTool)];
  return createToolServer({ ...kit, name: 'deployments', environments, tools });
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
        writes: backEndsOf(configuration.environments, labWritesAdapter),
      };
    }
    case 'reported':
      return { environments: configuration.environments, changes: () => [reported] };
    default:
      return configuration satisfies never;
  }
}

/** For the gate, in the process that holds the credential. Reports can be read only. */
export function writeToolsOf(configuration: ResolvedDeploymentsServer): readonly DefinedWriteTool[] {
  switch (configuration.adapter) {
    case 'lab':
      return deploymentsWriteTools(backEndsOf(configuration.environments, labWritesAdapter));
    case 'reported':
      return [];
    default:
      return configuration satisfies never;
  }
}
