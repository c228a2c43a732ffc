import { pathText } from '#core/documents/problem';
import { type ConfiguredSecret, openSecret, type SecretReference } from '#settings/secret';
import { type ConfigurationPart, secretReferences } from './secret-references.ts';

/** Where each value of a secret is registered, so that it is masked wherever it turns up. */
export interface SecretMasker {
  addSecret(source: string, value: string): void;
}

/** The secrets of one process. */
export interface Secrets extends SecretMasker {
  /** @throws Error for one that the process was not given */
  of(reference: SecretReference): ConfiguredSecret;
}

/**
 * Opens every secret that a part of the configuration refers to, at start, so that none is found missing at night.
 * @param part what one process needs: `{ gateway, integrations }`
 * @param masker gets every value, also those that a file has later
 * @throws Error that names all secrets that are missing, and where each is asked for; never a secret
 */
export function resolveSecrets(part: ConfigurationPart, environment: NodeJS.ProcessEnv, masker: SecretMasker): Secrets {
  const secrets = new Map<string, ConfiguredSecret>();
  const missing: string[] = [];
  for (const { path, reference } of secretReferences(part)) {
    const source = sourceOf(reference);
    if (secrets.has(source)) continue;
    try {
      const secret = openSecret(reference, environment, (value) => masker.addSecret(source, value));
      secrets.set(source, secret);
    } catch (error) {
      missing.push(`${pathText(path)}: ${(error as Error).message}`);
    }
  }
  if (missing.length > 0) throw new Error(`Secrets are missing:\n${missing.join('\n')}`);
  return {
    of(reference) {
      const secret = secrets.get(sourceOf(reference));
      if (secret === undefined) throw new Error(`The secret ${sourceOf(reference)} is not one of this process.`);
      return secret;
    },
    addSecret: (source, value) => masker.addSecret(source, value),
  };
}

function sourceOf(reference: SecretReference): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${reference.file}`;
}
