import type { BinaryOperator } from './operator-types.ts';
import { textCost, type Spend, type Value, wrong } from './work.ts';

type StrictOperator = Exclude<BinaryOperator, '&&' | '||'>;

const largest = 9223372036854775807n;
const smallest = -9223372036854775808n;

export const isMap = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const isNumber = (value: Value): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

export function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'bigint' ? 'a whole number' : 'a number';
}

/** A 64-bit integer, or an error. */
export function integer(value: bigint): bigint {
  if (value > largest || value < smallest) throw wrong('a whole number is too large');
  return value;
}

/** What an operator gives; `&&` and `||` are not here, they do not compute both sides. */
export function operate(operator: StrictOperator, left: Value, right: Value, spend: Spend): Value {
  switch (operator) {
    case '==':
      return equal(left, right, spend);
    case '!=':
      return !equal(left, right, spend);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right, spend);
    case 'in':
      if (isList(right)) return right.some((element) => equal(left, element, spend));
      if (isMap(right)) return typeof left === 'string' && Object.hasOwn(right, left);
      throw wrong(`"in" looks into ${kindOf(right)}`);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return compute(operator, left, right, spend);
    default: {
      const never: never = operator;
      return never;
    }
  }
}

/** Numbers are equal by their worth, lists and objects by what is in them; different kinds never are. */
function equal(left: Value, right: Value, spend: Spend): boolean {
  spend(1);
  if (left === right) return typeof left === 'string' ? (spend(textCost(left)), true) : true;
  // eslint-disable-next-line eqeqeq -- compares an integer with a double exactly, which conversion would not
  if (isNumber(left) && isNumber(right)) return left == right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length === right.length) spend(textCost(left));
    return false;
  }
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((element, index) => equal(element, right[index] ?? null, spend));
  if (!isMap(left) || !isMap(right)) return false;
  const keys = Object.keys(left);
  spend(keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key] ?? null, right[key] ?? null, spend));
}

function ordered(operator: '<' | '<=' | '>' | '>=', left: Value, right: Value, spend: Spend): boolean {
  const texts = typeof left === 'string' && typeof right === 'string';
  if (texts) spend(textCost(left, right));
  const comparable = texts || (isNumber(left) && isNumber(right));
  if (!comparable && !(typeof left === 'boolean' && typeof right === 'boolean'))
    throw wrong(`"${operator}" cannot order ${kindOf(left)} and ${kindOf(right)}`);
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default: {
      const never: never = operator;
      return never;
    }
  }
}

function compute(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value, spend: Spend): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return computeIntegers(operator, left, right);
  if (typeof left === 'number' && typeof right === 'number' && operator !== '%') {
    if (operator === '+') return left + right;
    if (operator === '-') return left - right;
    return operator === '*' ? left * right : left / right;
  }
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') {
    spend(textCost(left, right));
    return left + right;
  }
  if (operator === '+' && isList(left) && isList(right)) {
    spend(left.length + right.length);
    return [...left, ...right];
  }
  throw wrong(`"${operator}" stands between ${kindOf(left)} and ${kindOf(right)}`);
}

function computeIntegers(operator: '+' | '-' | '*' | '/' | '%', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return integer(left + right);
    case '-':
      return integer(left - right);
    case '*':
      return integer(left * right);
    case '/':
    case '%':
      if (right === 0n) throw wrong('division by zero');
      return integer(operator === '/' ? left / right : left % right);
    default: {
      const never: never = operator;
      return never;
    }
  }
}
