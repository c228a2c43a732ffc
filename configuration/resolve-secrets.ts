import { pathText } from '#core/documents/problem';
import { type SecretReference, readSecret } from './settings/secret.ts';
import { type ConfigurationPart, secretReferences } from './secret-references.ts';

/**
 * Reads every secret that a part of the configuration refers to, at start, so that none is found missing at night.
 * @param part what one process needs: `{ gateway, integrations }`
 * @returns gives the secret of a reference in that part
 * @throws Error that names all secrets that are missing, and where each is asked for; never a secret
 */
export function resolveSecrets(
  part: ConfigurationPart,
  environment: NodeJS.ProcessEnv,
): (reference: SecretReference) => string {
  const secrets = new Map<string, string>();
  const missing: string[] = [];
  for (const { path, reference } of secretReferences(part)) {
    try {
      secrets.set(keyOf(reference), readSecret(reference, environment));
    } catch (error) {
      missing.push(`${pathText(path)}: ${(error as Error).message}`);
    }
  }
  if (missing.length > 0) throw new Error(`Secrets are missing:\n${missing.join('\n')}`);
  return (reference) => {
    const secret = secrets.get(keyOf(reference));
    if (secret === undefined) throw new Error(`The secret ${keyOf(reference)} is not one of this process.`);
    return secret;
  };
}

function keyOf(reference: SecretReference): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${reference.file}`;
}
