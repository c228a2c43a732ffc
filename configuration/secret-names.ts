import type { Configuration } from './configuration.ts';
import { readingToolServers } from './writes.ts';
import { type ConfigurationPart, secretReferences } from './secret-references.ts';

/** The environment variables with secrets that each process needs; nobody gets another's. */
export interface SecretNames {
  readonly gateway: readonly string[];
  readonly investigator: readonly string[];
  readonly executor: readonly string[];
  readonly approvals: readonly string[];
}

/** The parts of the configuration whose secrets each process holds. */
export const secretParts = {
  gateway: ({ integrations, gateway }: Configuration) => ({ integrations, gateway }),
  investigator: (configuration: Configuration) => ({
    toolServers: readingToolServers(configuration),
    notifications: configuration.notifications,
  }),
  executor: ({ toolServers }: Configuration) => ({ toolServers }),
  approvals: ({ approvals }: Configuration) => ({ approvals }),
} as const;

export function secretNames(configuration: Configuration): SecretNames {
  return {
    gateway: variablesIn(secretParts.gateway(configuration)),
    investigator: variablesIn(secretParts.investigator(configuration)),
    executor: variablesIn(secretParts.executor(configuration)),
    approvals: variablesIn(secretParts.approvals(configuration)),
  };
}

function variablesIn(part: ConfigurationPart): string[] {
  return secretReferences(part).flatMap(({ reference }) => ('env' in reference ? [reference.env] : []));
}
