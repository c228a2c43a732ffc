import { join } from 'node:path';
import type { IncidentState } from '#core/incidents/incident';
import { shellWord } from '#terminal/shell-words';

// Commands to try next, complete with the options that find this demo's home and, after its end, its run folder.

/** A command that finds this demo while it runs. */
export function pinned(words: readonly string[], home: string): string {
  return ['npx', 'holdfast', ...words, '--home', home].map(shellWord).join(' ');
}

/** Commands for the recommended runbook of an incident. */
export function runbookLines({ incidentId, brief }: IncidentState, home: string): readonly string[] {
  const runbook = brief?.runbooks?.[0];
  return [
    `Why this runbook:     ${pinned(['runbook', 'match', incidentId, '--explain'], home)}`,
    ...(runbook === undefined
      ? []
      : [
          `Run it again after its run has ended: ${pinned(['runbook', 'run', runbook, '--incident', incidentId], home)}`,
        ]),
  ];
}

/** After everything has stopped: where the data is, and the commands that verify it offline. */
export function keptLines(
  { home, runFolder }: { readonly home: string; readonly runFolder: string },
  closed: Pick<IncidentState, 'incidentId'> | undefined,
): readonly string[] {
  const config = join(runFolder, 'holdfast.yaml');
  return [
    `Evidence, keys and audit log remain in ${home}, configuration and logs in ${runFolder}.`,
    'To verify them offline:',
    `  ${pinned(['audit', 'verify', '--heads', join(runFolder, 'audit-heads')], home)}`,
    ...(closed === undefined
      ? []
      : [`  ${pinned(['history', 'verify', closed.incidentId, '--offline', '--config', config], home)}`]),
  ];
}
