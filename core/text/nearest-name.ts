/**
 * The names most like a mistaken one, best first: for messages. Damerau-Levenshtein distance (optimal string alignment)
 * without regard to case, at most a third of the mistaken name's length and at least 2 (of a name of two or three
 * letters 1); a name that contains the mistaken one, or is contained in it, by half or more
 * counts as just near.
 * Reads at most 100 characters of a name and 20,000 candidates.
 */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 1): readonly string[] {
  const wanted = name.slice(0, maximumLength).toLowerCase();
  const bound = wanted.length <= 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  const found: { candidate: string; distance: number }[] = [];
  let looked = 0;
  for (const candidate of candidates) {
    if (looked++ === maximumCandidates) break;
    const known = candidate.slice(0, maximumLength).toLowerCase();
    const distance = distanceWithin(wanted, known, bound) ?? (isPart(wanted, known) ? bound : undefined);
    if (distance !== undefined) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, limit).map(({ candidate }) => candidate);
}

/** ` Did you mean "drain"?`, to stand after a sentence about a mistaken name; empty where none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const [near] = nearestNames(name, candidates);
  return near ? ` Did you mean "${near}"?` : '';
}

const maximumLength = 100;
const maximumCandidates = 20_000;

function isPart(a: string, b: string): boolean {
  const [part, whole] = a.length < b.length ? [a, b] : [b, a];
  return part.length >= 3 && part.length >= whole.length / 2 && whole.includes(part);
}

/** How many letters to insert, remove, replace or swap with their neighbour; undefined above the bound. */
function distanceWithin(from: string, to: string, bound: number): number | undefined {
  if (Math.abs(from.length - to.length) > bound) return undefined;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let best = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) best = Math.min(best, at(beforeLast, j - 2) + 1);
      row.push(best);
    }
    if (Math.min(...row) > bound) return undefined;
    beforeLast = last;
    last = row;
  }
  const distance = at(last, to.length);
  return distance <= bound ? distance : undefined;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
