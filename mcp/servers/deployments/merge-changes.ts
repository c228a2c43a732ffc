import type { Change } from '#core/evidence/observations';

/** CI reports a release a little before or after the system carries it out. */
const sameWithinSeconds = 180;

/**
 * One list of several sources, oldest first. The same change told by two sources becomes one: the id and the time of
 * the first source that has it (whoever carried it out), completed by what only the other one knows.
 * @param lists the most trustworthy first
 */
export function mergeChanges(lists: readonly (readonly Change[])[]): Change[] {
  const merged: Change[] = [];
  for (const list of lists) {
    const before = merged.length;
    const taken = new Set<number>();
    for (const change of list) {
      const twin = merged.findIndex((other, index) => index < before && !taken.has(index) && isSame(other, change));
      if (twin < 0) {
        merged.push(change);
      } else {
        // One report confirms one change: a second report is a second change.
        taken.add(twin);
        const first = merged[twin]!;
        merged[twin] = { ...complete(first, change), source: `${first.source}, ${change.source}` };
      }
    }
  }
  return merged.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}

function isSame(a: Change, b: Change): boolean {
  if (a.service !== b.service || a.environment !== b.environment || a.kind !== b.kind) return false;
  if (Math.abs(Date.parse(a.at) - Date.parse(b.at)) > sameWithinSeconds * 1_000) return false;
  // Words differ between sources, versions do not.
  return a.version === undefined || b.version === undefined || a.version === b.version;
}

function complete(first: Change, second: Change): Change {
  return {
    ...first,
    version: first.version ?? second.version,
    previous_version: first.previous_version ?? second.previous_version,
    by: first.by ?? second.by,
    commit: first.commit ?? second.commit,
    url: first.url ?? second.url,
    summary: first.summary ?? second.summary,
  };
}
