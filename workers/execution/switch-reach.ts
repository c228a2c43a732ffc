import type { Configuration } from '#configuration/configuration';
import type { SwitchScope } from '#core/policy/facts';
import type { ActionDocument } from '#core/actions/action';

/** Whether a kill switch stops an action. An owner's stops all services of that owner, an adapter's all that it reaches. */
export function stops(
  { kind, name }: SwitchScope,
  { environment, service, server }: Pick<ActionDocument, 'environment' | 'server' | 'service'>,
  { catalogue, toolServers }: Pick<Configuration, 'catalogue' | 'toolServers'>,
): boolean {
  switch (kind) {
    case 'global':
      return true;
    case 'environment':
      return name === environment;
    case 'service':
      return name === service;
    case 'owner':
      return Object.hasOwn(catalogue.services, service) && catalogue.services[service]?.owner === name;
    case 'adapter': {
      const entry = Object.hasOwn(toolServers, server) ? toolServers[server] : undefined;
      return name === server || (entry !== undefined && 'adapter' in entry && entry.adapter === name);
    }
    default:
      return kind satisfies never;
  }
}
