import type { z } from 'zod';
import { plainLine, plainText } from '#core/text/plain-text';
import type { Normalised } from './define-hook-source.ts';

// What every source does with a body that it did not write.

/** Labels or annotations as text that a person can read safely. */
export function plainTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(texts).map(([name, text]) => [plainLine(name, 200), plainText(text)] as const);
  // A name that is dangerous or empty only without its invisible characters was meant to be.
  return Object.fromEntries(entries.filter(([name]) => name !== '' && name !== '__proto__'));
}

/** A body that does not fit its schema. @param what the body should be: `Alertmanager's webhook` */
export function unreadable(what: string, error: z.ZodError, prefix: readonly string[] = []): Normalised {
  const [issue] = error.issues;
  const path = plainLine([...prefix, ...(issue?.path ?? [])].join('.'), 200);
  return { kind: 'unreadable', reason: `not ${what}: ${path || 'body'}: ${issue?.message ?? 'unknown'}` };
}
