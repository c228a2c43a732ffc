import { shellWord } from '#terminal/shell-words';
import { nearestNames } from '#core/text/nearest-name';
import type { KnownRun, Runs } from '#temporal/ports';

// Which run a command means, and the command to type next.

/** `holdfast run <what>`, ready to paste. */
export function runCommandLine(what: readonly string[], home?: string): string {
  const place = home === undefined || home === '.holdfast' ? [] : ['--home', home];
  return ['holdfast', 'run', ...what, ...place].map(shellWord).join(' ');
}

/** @throws Error that names the nearest runs where none has this id */
export async function findRun(runs: Runs, runId: string): Promise<KnownRun> {
  const known = await runs.get(runId);
  if (known) return known;
  const rows = await runs.list({ limit: 200 });
  const ids = rows.map((row) => row.runId);
  const near = [...nearestNames(runId, ids, 3), ...ids.filter((id) => id.endsWith(`/${runId}`))].slice(0, 3);
  const listed = near.length > 0 ? near : ids.slice(0, 3);
  const hint =
    listed.length > 0
      ? `\n${near.length > 0 ? 'Did you mean' : 'The latest are'}:\n${listed.map((id) => `  ${id}`).join('\n')}`
      : ' There are no runs yet.';
  throw new Error(`There is no run "${runId}".${hint}`);
}
