import type { Template } from './expression.ts';
import { splitText } from './split-text.ts';

type Path = readonly (string | number)[];

export type ReadTemplate = {
  readonly template: Template;
  /** As they are to be checked: `offset` is where the expression begins in its text, `alone`: its value keeps its type. */
  readonly expressions: readonly {
    readonly cel: string;
    readonly path: Path;
    readonly offset: number;
    readonly alone: boolean;
  }[];
  readonly problems: readonly { readonly path: Path; readonly problem: string; readonly remedy: string }[];
};

const deepest = 12;
const mostNodes = 500;
const longestText = 4000;
/** What stands where something could not be read: its problem keeps the template from being used. */
const nothing: Template = { kind: 'literal', value: null };

/**
 * Reads a parsed YAML value with `${{ ... }}` in its texts; `$${{` stands for a literal `${{`. Total: what cannot be read
 * is a problem with its place. Beyond 12 levels, 500 values or 4,000 characters of one text it does not look.
 */
export function readTemplate(value: unknown): ReadTemplate {
  const expressions: ReadTemplate['expressions'][number][] = [];
  const problems: ReadTemplate['problems'][number][] = [];
  let nodes = 0;

  const wrong = (path: Path, problem: string, remedy: string): Template => {
    problems.push({ path, problem, remedy });
    return nothing;
  };

  const read = (given: unknown, path: Path): Template => {
    nodes += 1;
    if (nodes === mostNodes + 1) return wrong(path, `more than ${mostNodes} values in one place`, 'Write fewer.');
    if (nodes > mostNodes) return nothing;
    switch (typeof given) {
      case 'string':
        return text(given, path);
      case 'boolean':
        return { kind: 'literal', value: given };
      case 'number':
        if (Number.isFinite(given)) return { kind: 'literal', value: given };
        return wrong(path, `${given} is no number that JSON has`, 'Write a finite number, or a text.');
      case 'object':
        if (given === null) return { kind: 'literal', value: null };
        if (path.length >= deepest) return wrong(path, `nested deeper than ${deepest} levels`, 'Write it flatter.');
        return Array.isArray(given) ? list(given, path) : object(given, path);
      case 'bigint':
      case 'function':
      case 'symbol':
      case 'undefined':
        return wrong(path, `a ${typeof given} cannot stand here`, 'Write a text, a number, a list or keys.');
    }
  };

  const list = (given: readonly unknown[], path: Path): Template => {
    const items: Template[] = [];
    for (const [index, item] of given.entries()) {
      if (nodes > mostNodes) break;
      items.push(read(item, [...path, index]));
    }
    return { kind: 'list', items };
  };

  const object = (given: object, path: Path): Template => {
    const prototype: unknown = Object.getPrototypeOf(given);
    if (prototype !== Object.prototype && prototype !== null)
      return wrong(
        path,
        'this is no plain value',
        'Write a text, a number, a list or keys; dates and times in quotes.',
      );
    const entries: [string, Template][] = [];
    for (const key of Object.keys(given)) {
      if (nodes > mostNodes) break;
      if (forbiddenKeys.has(key)) wrong([...path, key], `"${key}" cannot be a key`, 'Choose another name.');
      else entries.push([key, read(Object.getOwnPropertyDescriptor(given, key)?.value, [...path, key])]);
    }
    return { kind: 'object', entries: Object.fromEntries(entries) };
  };

  const text = (given: string, path: Path): Template => {
    if (given.length > longestText)
      return wrong(path, `a text of ${given.length} characters; at most ${longestText} are read`, 'Write it shorter.');
    const split = splitText(given);
    if (split.kind === 'wrong') return wrong(path, split.problem, split.remedy);
    const alone = split.parts.length === 1;
    const parts = split.parts.map((part) => {
      if (typeof part === 'string') return part;
      expressions.push({ cel: part.cel, path, offset: part.offset, alone });
      return { cel: part.cel };
    });
    const [first] = parts;
    if (first === undefined) return { kind: 'literal', value: '' };
    if (!alone) return { kind: 'text', parts };
    return typeof first === 'string' ? { kind: 'literal', value: first } : { kind: 'expression', cel: first.cel };
  };

  return { template: read(value, []), expressions, problems };
}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
