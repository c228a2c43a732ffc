import { count } from './expression-parts.ts';
import { type Inferred, type InferredKind, type KnownFunction, wordsOfKinds, wordsOfType } from './language-words.ts';

// Which arguments and receivers a function takes. What is `any` is only known when the expression is evaluated.

export interface CallProblem {
  /** Its index, where the problem is one argument's. */
  readonly argument?: number;
  readonly problem: string;
  readonly remedy: string;
}

export function checkArguments(name: string, known: KnownFunction, types: readonly Inferred[]): readonly CallProblem[] {
  const most = known.arguments.length;
  const remedy = `Write ${known.usage}.`;
  if (types.length > most || types.length < most - known.optional) {
    return [{ problem: `${name}() is given ${count(types.length, 'argument')}`, remedy }];
  }
  return types.flatMap((type, argument): readonly CallProblem[] => {
    const allowed: readonly InferredKind[] = known.arguments[argument] ?? [];
    if (type.kind === 'any' || allowed.includes(type.kind)) return [];
    const problem = `${name}() takes ${wordsOfKinds(allowed)}, this is ${wordsOfType(type)}`;
    return [{ argument, problem, remedy }];
  });
}

/** Whether a method may be called on a value of this type. */
export function checkReceiver(name: string, { receiver = [] }: KnownFunction, type: Inferred): CallProblem | undefined {
  if (type.kind !== 'any' && !receiver.includes(type.kind)) {
    return {
      problem: `${name}() is asked of ${wordsOfType(type)}`,
      remedy: `It is for ${wordsOfKinds(receiver)}.`,
    };
  }
  if (name === 'join' && type.kind === 'list' && type.of.kind !== 'string' && type.of.kind !== 'any') {
    return {
      problem: `join() is asked of a list whose elements are ${wordsOfType(type.of)}`,
      remedy: 'list.map(x, string(x)) first.',
    };
  }
  return undefined;
}
