import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedInfrastructureServer, ServerDependencies } from '../dependencies.ts';
import { labAdapter } from './adapters/lab.ts';
import { infrastructureTools } from './tools/index.ts';

/** The tool server `infrastructure`: what runs the services, and how their instances are. */
export function createInfrastructureServer(
  configuration: ResolvedInfrastructureServer,
  dependencies: ServerDependencies,
): ToolServer {
  const { catalogue: _, reportedChanges: __, ...kit } = dependencies;
  return createToolServer({
    ...kit,
    name: 'infrastructure',
    environments: Object.keys(configuration.environments),
    tools: infrastructureTools(backEndsOf(configuration.environments, labAdapter)),
  });
}
