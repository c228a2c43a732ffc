import type { IncidentId } from '#core/ids/workflow-ids';
import { expect, test } from 'vitest';
import type { IncidentState } from '#core/incidents/incident';
import { keptLines, runbookLines } from '#lab/demo/commands';

const incident = (runbooks: readonly string[]) =>
  ({ incidentId: 'i-1', brief: { runbooks } }) as unknown as IncidentState;

test('with the brief come the commands that tell of its runbook, quoted for a shell', () => {
  expect(runbookLines(incident(['roll-back-bad-release']), '/my home')).toEqual([
    expect.stringMatching(/ npx holdfast runbook match i-1 --explain --home '\/my home'$/),
    expect.stringMatching(/ npx holdfast runbook run roll-back-bad-release --incident i-1 --home '\/my home'$/),
  ]);
  expect(runbookLines(incident([]), '/h')).toHaveLength(1);
});

test('at the end come the commands that need nothing that runs', () => {
  const place = { home: '/h', runFolder: '/h/runs/a' };
  expect(keptLines(place, { incidentId: 'i-1' as IncidentId }).slice(-2)).toEqual([
    '  npx holdfast audit verify --heads /h/runs/a/audit-heads --home /h',
    '  npx holdfast history verify i-1 --offline --config /h/runs/a/holdfast.yaml --home /h',
  ]);
  expect(keptLines(place, undefined).join('\n')).not.toContain('history verify');
});
