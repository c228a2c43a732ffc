/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    /** From 0 to less than this. */
    below: (limit: number) => next() * limit,
    /** @throws Error where there is nothing to pick from */
    pick<T>(from: readonly T[]): T {
      const found = from[Math.floor(next() * from.length)];
      if (found === undefined) throw new Error('There is nothing to pick from.');
      return found;
    },
    /** So many of them in a random order, each as often as any other. */
    deal<T>(from: readonly T[], count: number): readonly T[] {
      const first = Math.floor(next() * from.length);
      const dealt = Array.from({ length: count }, (_, index) => from[(first + index) % from.length]!);
      for (let index = count - 1; index > 0; index -= 1) {
        const other = Math.floor(next() * (index + 1));
        [dealt[index], dealt[other]] = [dealt[other]!, dealt[index]!];
      }
      return dealt;
    },
  };
}
export type Random = ReturnType<typeof randomFrom>;
