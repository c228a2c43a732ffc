import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedAlertmanagerServer, ServerDependencies } from '../dependencies.ts';
import { alertmanagerAdapter } from './adapters/alertmanager.ts';
import { alertsTools } from './tools/index.ts';

/** The tool server `alerts`: what people are being told of. */
export function createAlertsServer(
  configuration: ResolvedAlertmanagerServer,
  dependencies: ServerDependencies,
): ToolServer {
  const { catalogue: _, reportedChanges: __, ...kit } = dependencies;
  return createToolServer({
    ...kit,
    name: 'alerts',
    environments: Object.keys(configuration.environments),
    tools: alertsTools(backEndsOf(configuration.environments, alertmanagerAdapter)),
  });
}
