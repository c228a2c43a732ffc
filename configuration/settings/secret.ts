import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a secret stands. Never the secret itself: configuration files are committed, printed and pasted. */
export const SecretReference = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'an environment variable is named like HOLDFAST_TOKEN'),
    }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  'a secret never stands in this file, only where it is found',
);
export type SecretReference = z.infer<typeof SecretReference>;

/**
 * Reads a secret from the environment or a file (one trailing line break is cut).
 * @throws Error that names the variable or file, never its content
 */
export function readSecret(reference: SecretReference, environment: NodeJS.ProcessEnv): string {
  if ('env' in reference) {
    const value = environment[reference.env];
    if (!value)
      throw new Error(`The environment variable ${reference.env} is not set. Set it to the secret and start again.`);
    return value;
  }
  let text: string;
  try {
    text = readFileSync(reference.file, 'utf8');
  } catch (error) {
    throw new Error(`The secret's file ${reference.file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      cause: error,
    });
  }
  const value = text.replace(/\r?\n$/, '');
  if (!value) throw new Error(`The secret's file ${reference.file} is empty.`);
  return value;
}
