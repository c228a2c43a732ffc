import type { Configuration } from './configuration.ts';
import type { SecretReference } from './secret.ts';

/** The environment variables with secrets that each process needs; nobody gets another's. */
export interface SecretNames {
  readonly gateway: readonly string[];
  readonly investigator: readonly string[];
}

function variablesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { env } = value as Partial<SecretReference & { env: unknown }>;
  const own = typeof env === 'string' && Object.keys(value).length === 1 ? [env] : [];
  return [...own, ...Object.values(value).flatMap(variablesIn)];
}

export function secretNames(configuration: Configuration): SecretNames {
  return {
    gateway: [...variablesIn(configuration.integrations), ...variablesIn(configuration.gateway)],
    investigator: variablesIn(configuration.toolServers),
  };
}
