import { cut } from '../../text/cut.ts';

// The library's words about an expression, in ours.

interface Words {
  readonly problem: string;
  readonly remedy: string;
}

const tokens: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  BOOLEAN: 'true or false',
  NULL: 'null',
  IDENTIFIER: 'a name',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  AND: '&&',
  OR: '||',
  NOT: '!',
  IN: 'in',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
  BYTES: 'bytes',
};

const example = 'An expression reads like this: plan.to.version != "1.2" && size(pods) > 0.';

/** Why a text is no expression. */
export function wordsOfSyntaxError(code: string, summary: string, cel: string, offset: number): Words {
  const rest = cel.slice(offset, offset + 12);
  const word = /^[A-Za-z_]+/.exec(rest)?.[0] ?? '';
  switch (code) {
    case 'limit_exceeded':
      return { problem: limitWords(summary), remedy: 'Compute parts of it as variables of the runbook.' };
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return { problem: 'a text has no closing quote', remedy: 'Close it with the quote it began with.' };
    case 'reserved_identifier':
      return { problem: `"${word}" is a reserved word`, remedy: 'Give the step, input or variable another name.' };
    case 'invalid_macro_argument':
      return { problem: 'the first argument must be a plain name', remedy: 'Write list.exists(x, x.ok).' };
    case 'invalid_integer':
    case 'invalid_number':
    case 'invalid_hex_integer':
      return { problem: 'this is no number that can be used', remedy: 'Write it with digits: 42, 0.5.' };
    default:
      break;
  }
  const joined = { and: '&&', or: '||', not: '!' }[word.toLowerCase()];
  if (joined !== undefined) return { problem: `"${word}" means nothing here`, remedy: `Write ${joined}.` };
  if (rest.startsWith('=')) return { problem: '"=" means nothing here', remedy: 'Compare with ==.' };
  if (code === 'expected_token' || code === 'unexpected_token')
    return {
      problem: summary.replace(/\b[A-Z]{2,}\b/g, (name) => tokens[name] ?? name).toLowerCase(),
      remedy: example,
    };
  const character = String.fromCodePoint(cel.codePointAt(offset) ?? 32);
  if (code === 'unexpected_character')
    return { problem: `"${word === '' ? character : word}" is not expected here`, remedy: example };
  return { problem: cut(summary, 200), remedy: example };
}

function limitWords(summary: string): string {
  const limit = /\((\d+)\)/.exec(summary)?.[1] ?? '';
  if (summary.includes('maxDepth')) return `the expression is nested deeper than ${limit} levels`;
  if (summary.includes('maxListElements')) return `a list has more than ${limit} elements`;
  if (summary.includes('maxMapEntries')) return `an object has more than ${limit} entries`;
  if (summary.includes('maxCallArguments')) return `a call has more than ${limit} arguments`;
  return `the expression has more than ${limit} parts`;
}

/** Why an expression whose names are all right cannot be computed. */
export function wordsOfRefusal(code: string, summary: string): Words {
  switch (code) {
    case 'no_such_overload': {
      const numbers = /\b(int|double)\b.*\b(int|double)\b/.exec(summary);
      const mixed = numbers !== null && numbers[1] !== numbers[2];
      return {
        problem: `${mixed ? 'a whole number and a number do not go together' : 'the two sides do not go together'} (${words(summary.replace('no such overload: ', ''))})`,
        remedy: mixed ? 'Write whole numbers with a point: 1.0.' : 'Compare or add values of one type.',
      };
    }
    case 'incompatible_ternary_branches':
      return {
        problem: `the two results of ? : are of different types (${words(summary.slice(summary.indexOf('got') + 4))})`,
        remedy: 'Give both the same type; whole numbers as 1.0.',
      };
    default:
      return { problem: cut(words(summary), 200), remedy: example };
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  bool: 'true or false',
  int: 'whole number',
  double: 'number',
  dyn: 'value',
  map: 'object',
};

const words = (summary: string): string =>
  summary.replace(/\b(string|bool|int|double|dyn|map)\b/g, (name) => typeWords[name] ?? name);
