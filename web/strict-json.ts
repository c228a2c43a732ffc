import { cut } from '#core/text/cut';

// JSON.parse lets the last of two equal keys win and knows no bounds; two readers of one text may then disagree about
// what it says. Here such texts are refused, with words for the person who looks at what was quarantined.

const JSON_DEPTH_LIMIT = 32;
const JSON_KEYS_PER_OBJECT_LIMIT = 1000;
/** 8 MiB of real alerts stay below it. */
const JSON_KEYS_LIMIT = 300_000;

export type StrictJson =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'refused'; readonly reason: string };

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Parses bytes that must be UTF-8 JSON without duplicate or dangerous keys, lone surrogates, or too much nesting. */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refused('the body is not UTF-8');
  }
  if (text.trim() === '') return refused('the body is empty');
  // Before JSON.parse, so that nesting and keys are bounded before anything is built from them.
  const fault = findFault(text);
  if (fault !== undefined) return refused(fault);
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch (error) {
    return refused(`the body is not JSON: ${cut((error as Error).message, 120)}`);
  }
}

function refused(reason: string): StrictJson {
  return { kind: 'refused', reason };
}

interface OpenContainer {
  readonly keys: Set<string> | undefined;
  keyNext: boolean;
}

/** Scans valid JSON once; on invalid JSON it may find nothing, which JSON.parse then does. */
function findFault(text: string): string | undefined {
  const open: OpenContainer[] = [];
  let keyCount = 0;
  for (let at = 0; at < text.length; at++) {
    const container = open.at(-1);
    switch (text.charAt(at)) {
      case '{':
      case '[':
        if (open.length === JSON_DEPTH_LIMIT) return `the body nests deeper than ${JSON_DEPTH_LIMIT} levels`;
        open.push(text.charAt(at) === '{' ? { keys: new Set(), keyNext: true } : { keys: undefined, keyNext: false });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (container?.keys) container.keyNext = true;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (end === undefined) return 'the body is not JSON: a string does not end';
        const value = decodeString(text.slice(at, end + 1));
        if (value === undefined)
          return 'the body is not JSON: a string has an escape or character that JSON does not know';
        if (LONE_SURROGATE.test(value)) return 'a string holds half of a surrogate pair (\\ud800 to \\udfff alone)';
        at = end;
        if (!container?.keys || !container.keyNext) break;
        container.keyNext = false;
        if (value === '__proto__') return 'a key is named __proto__';
        if (container.keys.has(value))
          return `the key ${JSON.stringify(value.slice(0, 80))} stands twice in one object`;
        container.keys.add(value);
        keyCount += 1;
        if (container.keys.size > JSON_KEYS_PER_OBJECT_LIMIT)
          return `an object has more than ${JSON_KEYS_PER_OBJECT_LIMIT} keys`;
        if (keyCount > JSON_KEYS_LIMIT) return `the body has more than ${JSON_KEYS_LIMIT} keys`;
        break;
      }
      default:
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at += 1;
  }
  return undefined;
}

function decodeString(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
