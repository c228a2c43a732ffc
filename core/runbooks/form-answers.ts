import type { Form, FormField, FormValues } from './form.ts';
import { nearestNames } from '../text/nearest-name.ts';

// Runs in the workflow sandbox: what a person sent is checked again where it counts, whatever page it came through.

export interface AnswerProblem {
  readonly field: string;
  readonly problem: string;
}

export type CheckedAnswers =
  | { readonly kind: 'ok'; readonly values: FormValues }
  | { readonly kind: 'wrong'; readonly problems: readonly AnswerProblem[] };

type FieldValue = string | number | boolean;
type CheckedField =
  | { readonly kind: 'value'; readonly value: FieldValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'wrong'; readonly problem: string };

const longestText = 2000;
const mostProblems = 40;

/** Checks what was filled in and puts defaults in its gaps. Total; unknown fields are refused, undefined is absent. */
export function checkAnswers(form: Form, given: Readonly<Record<string, unknown>>): CheckedAnswers {
  return collect(form, given, (field, value) => (value === undefined ? { kind: 'absent' } : checkField(field, value)));
}

/**
 * The same from texts, as pages and terminals give them. An empty text is absent. A checkbox that is not ticked is not
 * sent at all: it is false, also where its default is true.
 */
export function readAnswers(form: Form, texts: Readonly<Record<string, string>>): CheckedAnswers {
  return collect(form, texts, (field, text) => {
    if (typeof text === 'string') return readField(field, text);
    return field.type === 'boolean' ? { kind: 'value', value: false } : { kind: 'absent' };
  });
}

function collect(
  form: Form,
  given: Readonly<Record<string, unknown>>,
  check: (field: FormField, value: unknown) => CheckedField,
): CheckedAnswers {
  const known = Object.keys(form.properties);
  const problems: AnswerProblem[] = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ field: name.slice(0, 60), problem: unknownField(name, known) }));
  const values: [string, FieldValue][] = [];
  for (const [name, field] of Object.entries(form.properties)) {
    const checked = check(field, Object.hasOwn(given, name) ? given[name] : undefined);
    switch (checked.kind) {
      case 'value':
        values.push([name, checked.value]);
        break;
      case 'wrong':
        problems.push({ field: name, problem: checked.problem });
        break;
      case 'absent':
        if (field.default !== undefined) values.push([name, field.default]);
        else if (form.required.includes(name)) problems.push({ field: name, problem: 'an answer is needed' });
        break;
      default: {
        const never: never = checked;
        return never;
      }
    }
  }
  if (problems.length > 0) return { kind: 'wrong', problems: problems.slice(0, mostProblems) };
  return { kind: 'ok', values: Object.fromEntries(values) };
}

function unknownField(name: string, known: readonly string[]): string {
  const [near] = nearestNames(name, known);
  return `the form has no field "${name.slice(0, 60)}"${near === undefined ? `; it has: ${known.join(', ')}` : `; did you mean ${near}?`}`;
}

const wrong = (problem: string): CheckedField => ({ kind: 'wrong', problem });

function checkField(field: FormField, value: unknown): CheckedField {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? { kind: 'value', value } : wrong('must be true or false');
    case 'string':
      return typeof value === 'string' ? checkText(field, value) : wrong('must be a text');
    case 'number':
    case 'integer':
      return typeof value === 'number' ? checkNumber(field, value) : wrong('must be a number');
    default: {
      const never: never = field;
      return never;
    }
  }
}

function checkText(field: FormField & { readonly type: 'string' }, value: string): CheckedField {
  if (field.enum && !field.enum.includes(value)) return wrong(`must be one of: ${field.enum.join(', ')}`);
  const longest = Math.min(field.maxLength ?? longestText, longestText);
  if (value.length > longest) return wrong(`has ${value.length} characters; at most ${longest} are allowed`);
  const shortest = field.minLength ?? 0;
  if (value.length < shortest) return wrong(`has ${value.length} characters; at least ${shortest} are needed`);
  return { kind: 'value', value };
}

function checkNumber(field: FormField & { readonly type: 'number' | 'integer' }, value: number): CheckedField {
  if (!Number.isFinite(value)) return wrong('must be a number');
  if (field.type === 'integer' && !Number.isSafeInteger(value)) return wrong('must be a whole number');
  if (field.minimum !== undefined && value < field.minimum) return wrong(`must be at least ${field.minimum}`);
  if (field.maximum !== undefined && value > field.maximum) return wrong(`must be at most ${field.maximum}`);
  return { kind: 'value', value };
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'on', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'off', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

function readField(field: FormField, text: string): CheckedField {
  if (field.type === 'string') return text === '' ? { kind: 'absent' } : checkText(field, text);
  const word = text.slice(0, 100).trim().toLowerCase();
  if (word === '') return { kind: 'absent' };
  if (field.type === 'boolean') {
    const value = truths.get(word);
    return value === undefined ? wrong('must be yes or no') : { kind: 'value', value };
  }
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/.test(word)
    ? checkNumber(field, Number(word))
    : wrong('must be a number');
}
