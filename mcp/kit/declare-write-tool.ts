import type { z } from 'zod';
import type { Risk } from '#core/ids/risk';
import { objectSchema } from './object-schema.ts';
import { checkToolWords } from './tool-words.ts';

export interface WriteToolDeclaration {
  /** snake_case `verb_noun`, at most 48 characters. */
  readonly name: string;
  readonly title: string;
  /** For models: plain ASCII without backticks, under 300 characters, limits included. */
  readonly description: string;
  /** At worst; configuration can only make it stricter. */
  readonly risk: Exclude<Risk, 'read'>;
  /**
   * What an action may ask for beside its target, which is the runbook's: strict, absolute values only
   * (`replicas: 6`, never "two more").
   */
  readonly parameters: z.ZodObject;
}

/**
 * What a tool that writes takes. It has no handler and nobody can call it: runbooks are checked against it, and that is
 * all. What carries it out is a `DefinedWriteTool`.
 */
export interface DeclaredWriteTool extends Omit<WriteToolDeclaration, 'parameters'> {
  /** JSON Schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const ofTheTarget = ['environment', 'service'] as const;

/** @throws Error where the declaration breaks a rule of its type */
export function declareWriteTool({ parameters, ...words }: WriteToolDeclaration): DeclaredWriteTool {
  const { name } = words;
  checkToolWords(name, words.description);
  const schema = objectSchema(parameters, 'input');
  if (schema.additionalProperties !== false) {
    throw new Error(`Tool ${name} takes unknown parameters: define them with z.strictObject.`);
  }
  for (const key of ofTheTarget) {
    if (key in parameters.shape) {
      throw new Error(
        `Tool ${name} takes "${key}" as a parameter: it comes from the target and cannot differ from it.`,
      );
    }
  }
  return { ...words, parameters: schema };
}
