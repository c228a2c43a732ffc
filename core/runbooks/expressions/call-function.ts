import { integer, isList, isMap, kindOf } from './operators.ts';
import { searchCost, textCost, type Spend, type Value, wrong } from './work.ts';

/** Calls one of the functions of language-words.ts; for a method the first of `given` is what it is called on. */
export function callFunction(name: string, given: readonly Value[], isMethod: boolean, spend: Spend): Value {
  const [first = null, second = null, third] = given;
  const refused = () => wrong(`${name}() is not for ${given.map(kindOf).join(', ')}`);
  if (isMethod && typeof first === 'string') return textMethod(name, first, second, third, given.length, spend);
  if (isMethod && isList(first) && name === 'join' && given.length <= 2) return join(first, second ?? '', spend);
  if (given.length !== 1) throw refused();
  switch (name) {
    case 'size':
      return sizeOf(first, spend);
    case 'string':
      if (typeof first === 'object') throw refused();
      return String(first);
    case 'int':
      return toInteger(first);
    case 'double':
      return toDouble(first);
    case 'bool': {
      const truth = typeof first === 'boolean' ? first : typeof first === 'string' ? truths.get(first) : undefined;
      if (truth === undefined) throw refused();
      return truth;
    }
    default:
      throw wrong(`there is no function "${name}"`);
  }
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

function sizeOf(value: Value, spend: Spend): bigint {
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) {
    const { length } = Object.keys(value);
    spend(length);
    return BigInt(length);
  }
  if (typeof value !== 'string') throw wrong(`size() is not for ${kindOf(value)}`);
  spend(value.length);
  return BigInt([...value].length);
}

function toInteger(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return integer(BigInt(Math.trunc(value)));
  if (typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value)) return integer(BigInt(value.replace('+', '')));
  throw wrong(typeof value === 'string' ? `int() of "${value.slice(0, 40)}"` : `int() is not for ${kindOf(value)}`);
}

function toDouble(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.length <= 40 && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(value))
    return Number(value);
  throw wrong(
    typeof value === 'string' ? `double() of "${value.slice(0, 40)}"` : `double() is not for ${kindOf(value)}`,
  );
}

function textMethod(
  name: string,
  text: string,
  argument: Value,
  limit: Value | undefined,
  count: number,
  spend: Spend,
): Value {
  spend(textCost(text));
  if (count === 1) {
    switch (name) {
      case 'size':
        return sizeOf(text, spend);
      case 'lowerAscii':
        // Not toLowerCase() of all: what it does beyond ASCII changes with the Unicode version of the machine.
        return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
      case 'upperAscii':
        return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
      case 'trim':
        return text.trim();
      default:
        throw wrong(`${name}() needs an argument, or is no function of a text`);
    }
  }
  if (typeof argument !== 'string') throw wrong(`${name}() takes a text, not ${kindOf(argument)}`);
  spend(searchCost(text, argument));
  if (name === 'split' && (limit === undefined || typeof limit === 'bigint'))
    return split(text, argument, limit, spend);
  if (count !== 2) throw wrong(`${name}() is given ${count - 1} arguments`);
  switch (name) {
    case 'startsWith':
      return text.startsWith(argument);
    case 'endsWith':
      return text.endsWith(argument);
    case 'contains':
      return text.includes(argument);
    default:
      throw wrong(`there is no function "${name}" of a text`);
  }
}

/** By whole characters where there is no separator: halves of them are no JSON. */
function split(text: string, separator: string, limit: bigint | undefined, spend: Spend): readonly string[] {
  const parts = separator === '' ? [...text] : text.split(separator);
  spend(parts.length);
  if (limit === 0n) return [];
  if (limit === undefined || limit < 0n || BigInt(parts.length) <= limit) return parts;
  const kept = Number(limit) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

function join(list: readonly Value[], separator: Value, spend: Spend): string {
  if (typeof separator !== 'string') throw wrong(`join() takes a text, not ${kindOf(separator)}`);
  const texts = list.map((element) => {
    if (typeof element !== 'string') throw wrong(`join() is for texts, the list has ${kindOf(element)}`);
    spend(textCost(element, separator));
    return element;
  });
  return texts.join(separator);
}
