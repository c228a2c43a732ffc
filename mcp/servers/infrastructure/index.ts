import type { DefinedWriteTool } from '../../kit/define-write-tool.ts';
import { refusingWriteTool } from '../../kit/refusing-write-tool.ts';
import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedInfrastructureServer, ServerDependencies } from '../dependencies.ts';
import { labAdapter } from './adapters/lab.ts';
import { labWritesAdapter } from './adapters/lab-writes.ts';
import { infrastructureTools, infrastructureWriteTools } from './tools/index.ts';

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
    tools: [
      ...infrastructureTools({
        backEnd: backEndsOf(configuration.environments, labAdapter),
        writes: backEndsOf(configuration.environments, labWritesAdapter),
      }),
      ...writeToolsOf(configuration).map(refusingWriteTool),
    ],
  });
}

/** For the gate, in the process that holds the credential. */
export function writeToolsOf({ environments }: ResolvedInfrastructureServer): readonly DefinedWriteTool[] {
  return infrastructureWriteTools(backEndsOf(environments, labWritesAdapter));
}
