import { configuredPattern, type ConfiguredPattern } from './configured-pattern.ts';
import { createKnownSecrets } from './known-secrets.ts';
import { maskText } from './mask-text.ts';
import { maskingPatterns } from './patterns.ts';
import { isSensitiveName } from './sensitive-name.ts';
import type { Masker } from '#core/text/masker';

export interface ProcessMasker extends Masker {
  /**
   * From now on masks a secret of this process by its value, in any text and encoding. Only values of at least
   * 8 characters, and only the last three of each source.
   */
  addSecret(source: string, value: string): void;
}

const maximumDepth = 200;
const secret = '[masked:secret]';

/** @throws Error that names a configured pattern that does not compile or is too slow */
export function createMasker({ patterns }: { patterns: readonly ConfiguredPattern[] }): ProcessMasker {
  const known = createKnownSecrets();
  const families = [...maskingPatterns, known, ...patterns.map(configuredPattern)];

  function copy(value: unknown, hidden: boolean, depth: number): unknown {
    if (typeof value === 'string') return hidden ? hide(value) : maskText(value, families);
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw notJson(typeof value);
      return value;
    }
    if (depth >= maximumDepth) throw new TypeError(`Cannot mask a value of more than ${maximumDepth} levels.`);
    if (Array.isArray(value)) return value.map((element) => copy(element, hidden, depth + 1));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw notJson(value.constructor?.name);
    return copyObject(value as Readonly<Record<string, unknown>>, depth);
  }

  function copyObject(value: Readonly<Record<string, unknown>>, depth: number): unknown {
    // A Kubernetes Secret, and `{name: DB_PASSWORD, value: ...}` as in a container's environment.
    const kubernetesSecret = value['kind'] === 'Secret';
    const named = [value['name'], value['key']].some((name) => typeof name === 'string' && isSensitiveName(name));
    const entries = new Map<string, unknown>();
    const taken = new Map<string, number>();
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const hidden =
        (isSensitiveName(key) && (typeof member !== 'object' || Array.isArray(member))) || (named && key === 'value');
      const copied =
        kubernetesSecret && (key === 'data' || key === 'stringData')
          ? hideMembers(member)
          : copy(member, hidden, depth + 1);
      entries.set(freeKey(maskText(key, families), entries, taken), copied);
    }
    // Defined as own properties, also for a key like __proto__.
    return Object.fromEntries(entries);
  }

  function hideMembers(member: unknown): unknown {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return copy(member, true, 0);
    return Object.fromEntries(Object.keys(member).map((key) => [key, secret]));
  }

  return {
    mask: <T>(value: T) => copy(value, false, 0) as T,
    addSecret: (source, value) => known.add(source, value),
  };
}

function hide(value: string): string {
  return value === '' || /^\[masked:[a-z-]{1,30}\]$/.test(value) ? value : secret;
}

/** Masking may make two keys equal: both are kept. `taken` counts them, so that many cost no more than one each. */
function freeKey(key: string, entries: ReadonlyMap<string, unknown>, taken: Map<string, number>): string {
  let free = key;
  let count = taken.get(key) ?? 1;
  while (entries.has(free)) free = `${key} (${++count})`;
  taken.set(key, count);
  return free;
}

function notJson(what: string | undefined): TypeError {
  return new TypeError(
    `Cannot mask a ${what ?? 'foreign object'}: only JSON values can be searched. Convert it first.`,
  );
}
