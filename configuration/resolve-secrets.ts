import { SecretReference, readSecret } from './secret.ts';
import { pathText, type DocumentPath } from '#core/language/documents/problem';
import { isObject } from '#core/language/documents/schema-walk';

/**
 * Reads every secret that a part of the configuration refers to, at start, so that none is found missing at night.
 * @param part what one process needs, under the names that messages should use: `{ gateway, integrations }`
 * @returns gives the secret of a reference in that part
 * @throws Error that names all secrets that are missing, and where each is asked for; never a secret
 */
export function resolveSecrets(
  part: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): (reference: SecretReference) => string {
  const secrets = new Map<string, string>();
  const missing: string[] = [];
  for (const { path, reference } of referencesIn(part, [])) {
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

function referencesIn(value: unknown, path: DocumentPath): { path: DocumentPath; reference: SecretReference }[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => referencesIn(element, [...path, index]));
  if (!isObject(value)) return [];
  const reference = SecretReference.safeParse(value);
  if (reference.success) return [{ path, reference: reference.data }];
  return Object.entries(value).flatMap(([key, member]) => referencesIn(member, [...path, key]));
}

function keyOf(reference: SecretReference): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${reference.file}`;
}
