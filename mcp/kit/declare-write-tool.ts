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
   * The parameters of an action in addition to its target, which the runbook sets: strict, absolute values only
   * (`replicas: 6`, never "two more").
   */
  readonly parameters: z.ZodObject;
}

/**
 * The interface of a write tool. It has no handler and cannot be called; runbooks are checked against it.
 * `DefinedWriteTool` carries it out.
 */
export interface DeclaredWriteTool extends Omit<WriteToolDeclaration, 'parameters'> {
  /** JSON Schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const ofTheTarget = ['environment', 'service'] as const;

/** @throws Error if the declaration breaks a rule of its type */
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
