import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import type { Evaluated, Expression, Scope, Template } from './expression.ts';
import type { JsonValue } from '../../json/json-value.ts';
import { interpret } from './interpret.ts';
import { isList, isMap } from './operators.ts';
import { meter, NoValue, textCost, type Spend, type Value, wrong } from './work.ts';
import { cut } from '../../text/cut.ts';

// Runs in the workflow sandbox: deterministic, no clock, bounded work. What an expression may contain is decided where
// runbooks are checked (check-expression.ts); here whatever is wrong is an answer, never thrown.

/** Kept in step with what the checker allows; they hold even for a compiled form that nobody checked. */
export const expressionLimits = {
  maxAstNodes: 200,
  maxDepth: 24,
  maxListElements: 100,
  maxMapEntries: 50,
  maxCallArguments: 8,
} as const;

/** Characters. Nothing longer is parsed. */
export const longestExpression = 2000;

/** Of a text made of templates; longer ones are cut. */
const longestText = 4000;
/** Characters, elements and fields of a result together. */
const largestResult = 65_536;
const parsedAtMost = 1000;

const environment = new Environment({ unlistedVariablesAreDyn: true, limits: expressionLimits });
const parsed = new Map<string, ASTNode>();

function parse(cel: string): ASTNode {
  const known = parsed.get(cel);
  if (known) return known;
  if (cel.length > longestExpression) throw wrong('the expression is too long');
  const { ast } = environment.parse(cel);
  if (parsed.size >= parsedAtMost) parsed.clear();
  parsed.set(cel, ast);
  return ast;
}

/** Evaluates an expression. Total: what is wrong or absent is told, never thrown. */
export function evaluate({ cel }: Expression, scope: Scope): Evaluated {
  try {
    const value = interpret(parse(cel), { scope }, meter());
    return { kind: 'value', value: plainValue(value, meter(largestResult, 'the result is too large')) };
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const kind = error instanceof NoValue && error.kind === 'absent' ? 'absent' : 'error';
    return { kind, message: `${cut(cel, 200)}: ${words}` };
  }
}

/** CEL's integers are 64 bits; what leaves an expression is JSON. */
function plainValue(value: Value, spend: Spend): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw wrong('the result is larger than JSON carries exactly');
    return number;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw wrong('the result is no finite number');
    return value;
  }
  if (typeof value === 'string') {
    spend(value.length);
    return value;
  }
  if (isList(value)) {
    spend(value.length);
    return value.map((element) => plainValue(element, spend));
  }
  if (!isMap(value)) throw wrong('the result is no JSON value');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      spend(textCost(key));
      return [key, plainValue(inner, spend)];
    }),
  );
}

/** Fills a template in. The first thing that is wrong or absent is the answer. */
export function resolveTemplate(template: Template, scope: Scope): Evaluated {
  switch (template.kind) {
    case 'literal':
      return { kind: 'value', value: template.value };
    case 'expression':
      return evaluate(template, scope);
    case 'text': {
      let text = '';
      for (const part of template.parts) {
        if (typeof part === 'string') text += part;
        else {
          const evaluated = evaluate(part, scope);
          if (evaluated.kind !== 'value') return evaluated;
          text += valueWords(evaluated.value);
        }
      }
      return { kind: 'value', value: cut(text, longestText, '') };
    }
    case 'list': {
      const items: JsonValue[] = [];
      for (const item of template.items) {
        const evaluated = resolveTemplate(item, scope);
        if (evaluated.kind !== 'value') return evaluated;
        items.push(evaluated.value);
      }
      return { kind: 'value', value: items };
    }
    case 'object': {
      const entries: [string, JsonValue][] = [];
      for (const [key, inner] of Object.entries(template.entries)) {
        const evaluated = resolveTemplate(inner, scope);
        if (evaluated.kind !== 'value') return evaluated;
        entries.push([key, evaluated.value]);
      }
      return { kind: 'value', value: Object.fromEntries(entries) };
    }
    default: {
      const never: never = template;
      return never;
    }
  }
}

/** Words for people: what cannot be known is said to be unknown, so that a message goes out all the same. */
export function resolveText(template: Template, scope: Scope, unknown = '(not known)'): string {
  const textOf = (evaluated: Evaluated): string => (evaluated.kind === 'value' ? valueWords(evaluated.value) : unknown);
  if (template.kind !== 'text') return cut(textOf(resolveTemplate(template, scope)), longestText, '');
  const parts = template.parts.map((part) => (typeof part === 'string' ? part : textOf(evaluate(part, scope))));
  return cut(parts.join(''), longestText, '');
}

/** How a value stands in a text. */
export function valueWords(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
