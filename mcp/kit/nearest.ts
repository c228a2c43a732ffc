/**
 * The names most like a mistaken one, best first: for messages and hints.
 *
 * By the optimal string alignment distance, bounded to a third of the length (at least 2); names that contain the
 * mistaken one, or are contained in it, count as near. At most the first 20,000 candidates are looked at.
 */
export function nearest(name: string, candidates: readonly string[], limit = 3): string[] {
  const wanted = name.slice(0, 200).toLowerCase();
  const bound = Math.max(2, Math.floor(wanted.length / 3));
  return candidates
    .slice(0, 20_000)
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.slice(0, 200).toLowerCase(), bound) }))
    .filter(({ distance }) => distance <= bound)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

function distanceOf(a: string, b: string, bound: number): number {
  const contained = a.length >= 3 && b.length >= 3 && (a.includes(b) || b.includes(a));
  if (Math.abs(a.length - b.length) > bound) return contained ? bound : Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  const distance = last[b.length]!;
  return distance > bound && contained ? bound : distance;
}
