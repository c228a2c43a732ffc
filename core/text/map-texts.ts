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
  return Array.isArray(value)
    ? walkArray(value, change, depth)
    : walkObject(value as Readonly<Record<string, unknown>>, change, depth);
}

function walkArray(array: readonly unknown[], change: (text: string) => string, depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  // By index: a large answer is tens of thousands of points, and an iterator for each costs more than the rest.
  for (let index = 0; index < array.length; index++) {
    const changed = walk(array[index], change, depth + 1);
    if (changed === array[index]) continue;
    copy ??= [...array];
    copy[index] = changed;
  }
  return copy ?? array;
}

function walkObject(
  object: Readonly<Record<string, unknown>>,
  change: (text: string) => string,
  depth: number,
): Readonly<Record<string, unknown>> {
  let isSame = true;
  const changed = Object.keys(object).map((key): [string, unknown] => {
    const newKey = change(key);
    const newMember = walk(object[key], change, depth + 1);
    isSame &&= newKey === key && newMember === object[key];
    return [newKey, newMember];
  });
  return isSame ? object : Object.fromEntries(changed);
}
