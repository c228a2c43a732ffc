import type { DataPath } from './expression.ts';
import type { JsonValue } from '../../json/json-value.ts';

// What a tool answered is foreign: its size and its shape are anybody's. Only what expressions read of it goes on.

/** Levels of lists and objects; what lies deeper is left out. */
const deepest = 32;

type Selection = Map<string, Selection> | 'whole';

/**
 * The selected parts of an object, at their places; the empty path selects all of it. Own properties only; a path that
 * leads nowhere selects nothing, and one that meets a list selects the list. What JSON cannot carry is left out of
 * objects and null in lists, as JSON.stringify does.
 */
export function project(data: unknown, select: readonly DataPath[]): Readonly<Record<string, JsonValue>> {
  const kept = take(data, selectionOf(select), 0);
  return isJsonObject(kept) ? kept : {};
}

function selectionOf(select: readonly DataPath[]): Selection {
  const root = new Map<string, Selection>();
  for (const path of select) {
    const last = path.at(-1);
    if (last === undefined) return 'whole';
    let at: Selection | undefined = root;
    for (const key of path.slice(0, -1)) {
      if (at === 'whole') break;
      const next: Selection = at.get(key) ?? new Map<string, Selection>();
      at.set(key, next);
      at = next;
    }
    if (at !== 'whole') at.set(last, 'whole');
  }
  return root;
}

function take(data: unknown, selection: Selection, depth: number): JsonValue | undefined {
  if (selection === 'whole' || typeof data !== 'object' || data === null || Array.isArray(data))
    return json(data, depth);
  if (depth > deepest) return undefined;
  return fromEntries(
    [...selection].map(([key, inner]) => [key, take(ownProperty(data, key), inner, depth + 1)] as const),
  );
}

function json(value: unknown, depth: number): JsonValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      break;
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      return undefined;
  }
  if (value === null) return null;
  if (depth > deepest) return undefined;
  // By index: `map` passes over holes, which JSON has not.
  if (Array.isArray(value)) return Array.from(value, (element: unknown) => json(element, depth + 1) ?? null);
  if (!isPlain(value)) return undefined;
  return fromEntries(Object.keys(value).map((key) => [key, json(ownProperty(value, key), depth + 1)] as const));
}

/** Undefined for what is inherited or computed. */
const ownProperty = (data: object, key: string): unknown => Object.getOwnPropertyDescriptor(data, key)?.value;

function fromEntries(
  entries: readonly (readonly [string, JsonValue | undefined])[],
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isJsonObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
