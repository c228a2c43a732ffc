import type { ASTNode } from '@marcbachmann/cel-js';
import { nearestNames } from '../../text/nearest-name.ts';
import type { Inferred } from './language-words.ts';

// What the walk over an expression asks of its parts, and says of names.

const any: Inferred = { kind: 'any' };

export const count = (number: number, noun: string): string =>
  `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;

export function nearestOrKnown(name: string, known: readonly string[], opening: string): string {
  const [near] = nearestNames(name, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  if (known.length === 0) return 'There is nothing to name here.';
  const shown = [...known].sort().slice(0, 20);
  return `${opening}: ${shown.join(', ')}${known.length > shown.length ? ', ...' : ''}.`;
}

/** The texts that a part can only be: a literal, or a list of literals. */
export function literalsOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'value') return typeof node.args === 'string' ? [node.args] : undefined;
  if (node.op !== 'list') return undefined;
  return node.args.flatMap((element) =>
    element.op === 'value' && typeof element.args === 'string' ? [element.args] : [],
  );
}

/** What values of several types have in common; nothing known: any. */
export function common(types: readonly Inferred[]): Inferred {
  const [first, ...others] = types;
  if (!first) return any;
  if (others.length === 0) return first;
  if (!others.every(({ kind }) => kind === first.kind)) return any;
  switch (first.kind) {
    case 'string':
      return { kind: 'string' };
    case 'list':
      return { kind: 'list', of: common(types.flatMap((type) => (type.kind === 'list' ? [type.of] : []))) };
    case 'object':
      return { kind: 'object', fields: {}, open: true };
    case 'any':
    case 'null':
    case 'boolean':
    case 'number':
    case 'int':
      return first;
  }
}
