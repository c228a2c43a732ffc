import type { DefinedAdapter } from '../kit/define-adapter.ts';
import type { DefinedServer } from '../kit/define-server.ts';
import { alertsServer } from './alerts/server.ts';
import { deploymentsServer } from './deployments/server.ts';
import { infrastructureServer } from './infrastructure/server.ts';
import { metricsServer } from './metrics/server.ts';

/** The built-in tool servers, sorted; one folder each. All else about a server is in its definition. */
export const builtInServers: readonly DefinedServer[] = [
  alertsServer,
  deploymentsServer,
  infrastructureServer,
  metricsServer,
];

export function builtInServer(name: string): DefinedServer | undefined {
  return builtInServers.find((server) => server.name === name);
}

export function builtInAdapter(server: string, adapter: string): DefinedAdapter<unknown, unknown> | undefined {
  return builtInServer(server)?.adapters.find(({ name }) => name === adapter);
}
