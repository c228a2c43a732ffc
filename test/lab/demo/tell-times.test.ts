import { expect, test } from 'vitest';
import type { IncidentState } from '#core/incidents/incident';
import { tellTimes } from '#lab/demo/tell-times';

const write = (state: string, by: string, decidedAt: string) => ({
  actionHash: by,
  title: 'Roll back',
  state,
  by,
  decidedAt,
});

test('the card of times says who approved and who rejected', () => {
  const state = {
    title: 'High error rate',
    startedAt: '2026-11-01T03:00:55.000Z',
    receivedAt: '2026-11-01T03:01:00.000Z',
    alerts: [],
    runs: [
      {
        writes: [
          write('rejected', 'Ada', '2026-11-01T03:02:00.000Z'),
          write('undone', 'Linus', '2026-11-01T03:03:00.000Z'),
        ],
      },
    ],
  } as unknown as IncidentState;
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line.trim());
  tellTimes(state, { say, tell: say, done: say, bold: (line) => line, dim: (line) => line });
  expect(lines).toContain('+1 min  rejected by Ada: Roll back');
  expect(lines).toContain('+2 min  approved by Linus: Roll back');
});
