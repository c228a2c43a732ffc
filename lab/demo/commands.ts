import { join } from 'node:path';
import type { IncidentState } from '#core/incidents/incident';
import { shellWord } from '#terminal/shell-words';

// What a person at the demo can type next: whole commands that find its home, and after its end its run.

/** A command that finds this demo while it runs. */
export function pinned(words: readonly string[], home: string): string {
  return ['npx', 'holdfast', ...words, '--home', home].map(shellWord).join(' ');
}

/** About the runbook of an incident that has its brief. */
export function runbookLines({ incidentId, brief }: IncidentState, home: string): readonly string[] {
  const runbook = brief?.runbooks?.[0];
  return [
    `Why this runbook:     ${pinned(['runbook', 'match', incidentId, '--explain'], home)}`,
    ...(runbook === undefined
      ? []
      : [
          `Run it again, once its run has ended: ${pinned(['runbook', 'run', runbook, '--incident', incidentId], home)}`,
        ]),
  ];
}

/** Once nothing runs any more: where the data stay, and what verifies them from files alone. */
export function keptLines(
  { home, runFolder }: { readonly home: string; readonly runFolder: string },
  closed: Pick<IncidentState, 'incidentId'> | undefined,
): readonly string[] {
  const config = join(runFolder, 'holdfast.yaml');
  return [
    `Evidence, keys and audit log stay in ${home}, configuration and logs in ${runFolder}.`,
    'Verify them, now that nothing runs:',
    `  ${pinned(['audit', 'verify', '--heads', join(runFolder, 'audit-heads')], home)}`,
    ...(closed === undefined
      ? []
      : [`  ${pinned(['history', 'verify', closed.incidentId, '--offline', '--config', config], home)}`]),
  ];
}
