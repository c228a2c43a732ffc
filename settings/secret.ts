import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Secret } from '#http-client/secret';

/** A reference to a secret, never the secret itself: configuration files are committed, printed and pasted. */
export const SecretReference = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable must look like HOLDFAST_TOKEN'),
    }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  'a secret must not be in this file, only a reference to it',
);
export type SecretReference = z.infer<typeof SecretReference>;

/** An open secret. It always has a value, even while its file is being replaced. */
export interface ConfiguredSecret extends Secret {
  read(): string;
  readAgain(): boolean;
}

/**
 * Opens a secret in the environment, which never changes, or in a file, which is read again when it changes. One
 * trailing line break is removed. While a changed file is missing or empty, as during its replacement, the last
 * value remains.
 * @param onValue called with each value before it is used
 * @throws Error that names the variable or file, never its content
 */
export function openSecret(
  reference: SecretReference,
  environment: NodeJS.ProcessEnv,
  onValue: (value: string) => void,
): ConfiguredSecret {
  if ('file' in reference) return openFile(reference.file, onValue);
  const value = environment[reference.env];
  if (!value)
    throw new Error(`The environment variable ${reference.env} is not set. Set it to the secret and start again.`);
  onValue(value);
  return { read: () => value, readAgain: () => false };
}

function openFile(path: string, onValue: (value: string) => void): ConfiguredSecret {
  let version = versionOf(path);
  let value = readValue(path);
  onValue(value);

  function readAgain(): boolean {
    let next: string;
    try {
      // Read before the content, so that a write in between is noticed the next time.
      version = versionOf(path);
      next = readValue(path);
    } catch {
      return false; // The last value remains until the file changes again.
    }
    if (next === value) return false;
    onValue(next);
    value = next;
    return true;
  }

  return {
    read() {
      if (versionOf(path) !== version) readAgain();
      return value;
    },
    readAgain,
  };
}

/**
 * Changes when a file is written or replaced, also by moving a link to its folder, as Kubernetes does. It may miss two
 * writes within a few milliseconds; after a refusal the file is read again in any case.
 */
function versionOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function readValue(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`The secret's file ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      cause: error,
    });
  }
  const value = text.replace(/\r?\n$/, '');
  if (!value) throw new Error(`The secret's file ${path} is empty.`);
  return value;
}
