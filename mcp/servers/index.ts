import type { DefinedWriteTool } from '../kit/define-write-tool.ts';
import type { ToolServer } from '../kit/tool-server.ts';
import { createAlertsServer } from './alerts/index.ts';
import type {
  ResolvedAlertmanagerServer,
  ResolvedDeploymentsServer,
  ResolvedInfrastructureServer,
  ResolvedPrometheusServer,
  ServerDependencies,
} from './dependencies.ts';
import { createDeploymentsServer, writeToolsOf as deploymentsWriteToolsOf } from './deployments/index.ts';
import { createInfrastructureServer, writeToolsOf as infrastructureWriteToolsOf } from './infrastructure/index.ts';
import { createMetricsServer } from './metrics/index.ts';

/** One entry of `toolServers` that is served by us, its secrets read. */
export type BuiltInServerEntry =
  | { readonly name: 'alerts'; readonly configuration: ResolvedAlertmanagerServer }
  | { readonly name: 'deployments'; readonly configuration: ResolvedDeploymentsServer }
  | { readonly name: 'infrastructure'; readonly configuration: ResolvedInfrastructureServer }
  | { readonly name: 'metrics'; readonly configuration: ResolvedPrometheusServer };

export const builtInServerNames = [
  'alerts',
  'deployments',
  'infrastructure',
  'metrics',
] as const satisfies BuiltInServerEntry['name'][];

export function createBuiltInServer(entry: BuiltInServerEntry, dependencies: ServerDependencies): ToolServer {
  switch (entry.name) {
    case 'alerts':
      return createAlertsServer(entry.configuration, dependencies);
    case 'deployments':
      return createDeploymentsServer(entry.configuration, dependencies);
    case 'infrastructure':
      return createInfrastructureServer(entry.configuration, dependencies);
    case 'metrics':
      return createMetricsServer(entry.configuration, dependencies);
    default:
      return entry satisfies never;
  }
}

/** What the gate of an entry runs, sorted; none where the entry only reads. Nothing but the gate calls them. */
export function builtInWriteTools(entry: BuiltInServerEntry): readonly DefinedWriteTool[] {
  switch (entry.name) {
    case 'deployments':
      return deploymentsWriteToolsOf(entry.configuration);
    case 'infrastructure':
      return infrastructureWriteToolsOf(entry.configuration);
    case 'alerts':
    case 'metrics':
      return [];
    default:
      return entry satisfies never;
  }
}
