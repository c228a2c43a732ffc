const maximumDepth = 64;
const tooDeep = '[cut: nested too deeply]';

/**
 * JSON data with a change made to every text in it, keys too. Parts in which nothing changes are not copied. What is
 * nested deeper than 64 levels is replaced by a note.
 */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  return walk(value, change, 0) as T;
}

function walk(value: unknown, change: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maximumDepth) return tooDeep;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (const [index, element] of value.entries()) {
      const changed = walk(element, change, depth + 1);
      if (changed === element) continue;
      copy ??= [...(value as readonly unknown[])];
      copy[index] = changed;
    }
    return copy ?? value;
  }
  const members = Object.entries(value);
  const changed = members.map(([key, member]) => [change(key), walk(member, change, depth + 1)] as const);
  const isSame = changed.every(([key, member], index) => key === members[index]?.[0] && member === members[index][1]);
  return isSame ? value : Object.fromEntries(changed);
}
