import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Secret } from '#http-client/secret';

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

/** A secret that is there: it has a value at any time, however its file is replaced. */
export interface ConfiguredSecret extends Secret {
  read(): string;
  readAgain(): boolean;
}

/**
 * Opens a secret in the environment, which never changes, or in a file, which is read again when it changes. One
 * trailing line break is cut. While a changed file is missing or empty, as in the middle of its replacement, the last
 * value stays.
 * @param onValue gets each value before it is used
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
      // Before the content: what is written in between is seen at the next look.
      version = versionOf(path);
      next = readValue(path);
    } catch {
      return false; // The last value stays until the file changes again.
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
 * Changes when a file is written or replaced, also by moving a link to its folder, as Kubernetes does. Not always when
 * it is written twice within some milliseconds: after a refusal it is read again in any case.
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
