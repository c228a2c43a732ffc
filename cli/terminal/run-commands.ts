import { nearestNames } from '#core/text/nearest-name';
import type { KnownRun, Runs } from '#temporal/ports';

// What the commands about one run say to a person: which run, and what to type next.

/** `holdfast run <what>`, as it can be pasted. */
export function runCommandLine(what: readonly string[], home?: string): string {
  const place = home === undefined || home === '.holdfast' ? [] : ['--home', home];
  return ['holdfast', 'run', ...what, ...place].map(quoted).join(' ');
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @throws Error that names the nearest runs where there is none of this id */
export async function findRun(runs: Runs, runId: string): Promise<KnownRun> {
  const known = await runs.get(runId);
  if (known) return known;
  const rows = await runs.list({ limit: 200 });
  const ids = rows.map((row) => row.runId);
  const near = [...nearestNames(runId, ids, 3), ...ids.filter((id) => id.endsWith(`/${runId}`))].slice(0, 3);
  const told = near.length > 0 ? near : ids.slice(0, 3);
  const listed =
    told.length > 0
      ? `\n${near.length > 0 ? 'Did you mean' : 'The latest are'}:\n${told.map((id) => `  ${id}`).join('\n')}`
      : ' There are none yet.';
  throw new Error(`No run is called "${runId}".${listed}`);
}
