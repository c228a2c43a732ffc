/** Order by code units: the same on every machine, unlike orders that follow a locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted, each once. */
export function distinct<T extends string>(values: Iterable<T>): T[] {
  return [...new Set(values)].sort(byText);
}
