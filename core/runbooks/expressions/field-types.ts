import { nearestOrKnown } from './expression-parts.ts';
import { type Inferred, wordsOfType } from './language-words.ts';

interface TypeProblem {
  readonly problem: string;
  readonly remedy: string;
}

const maximumInteger = BigInt(Number.MAX_SAFE_INTEGER);

/** The type of a field of a value. @param owner the value in a message */
export function typeOfField(type: Inferred, field: string, owner: string): Inferred | TypeProblem {
  switch (type.kind) {
    case 'any':
      return type;
    case 'object': {
      const known = Object.hasOwn(type.fields, field) ? type.fields[field] : undefined;
      if (known) return known.type;
      if (type.open) return { kind: 'any' };
      return {
        problem: `${owner} has no field "${field}"`,
        remedy: nearestOrKnown(field, Object.keys(type.fields), 'It has'),
      };
    }
    case 'list':
      return {
        problem: `"${field}" is asked of a list`,
        remedy: `Take an element, list[0].${field}, or all of them, list.map(x, x.${field}).`,
      };
    case 'null':
    case 'boolean':
    case 'number':
    case 'int':
    case 'string':
      return { problem: `"${field}" is asked of ${wordsOfType(type)}`, remedy: 'Only objects have fields.' };
    default:
      return type satisfies never;
  }
}

export function typeOfLiteral(literal: unknown): Inferred | TypeProblem {
  if (literal === null) return { kind: 'null' };
  if (typeof literal === 'string') return { kind: 'string' };
  if (typeof literal === 'boolean') return { kind: 'boolean' };
  if (typeof literal === 'number') return { kind: 'number' };
  if (typeof literal !== 'bigint') {
    return {
      problem: 'bytes and unsigned numbers are not part of expressions here',
      remedy: 'Write a text or a number.',
    };
  }
  if (literal >= -maximumInteger && literal <= maximumInteger) return { kind: 'int' };
  return { problem: 'the number is too large', remedy: 'Whole numbers go up to 9007199254740991.' };
}
