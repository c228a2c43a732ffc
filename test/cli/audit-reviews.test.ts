import type { ActionHash } from '#core/ids/action-hash';
import { expect, test } from 'vitest';
import { auditCommand } from '#cli/audit';
import { openProcessAudit } from '#records/audit-log';
import { temporaryHome } from '../records/temporary-home.ts';
import { runCommand } from './command-output.ts';

const actionHash = 'ab'.repeat(32) as ActionHash;

async function homeWithBreakGlass() {
  const home = await temporaryHome();
  const log = await openProcessAudit(home, 'executor');
  const by = { issuer: 'https://login', subject: 'b-1', name: 'bob' };
  const decision = { actionHash, outcome: 'verified', jws: 'a.b.c', answer: 'approve', by } as const;
  await log.recordDecision({ ...decision, breakGlass: true });
  await log.recordDecision({ ...decision, actionHash: 'cd'.repeat(32) as ActionHash, breakGlass: false });
  await log.close();
  return home;
}

const reviews = (home: { root: string }, ...given: readonly string[]) =>
  runCommand(auditCommand, 'reviews', '--home', home.root, ...given);

test('an approval by break-glass is listed until someone else has reviewed it', async () => {
  const home = await homeWithBreakGlass();
  expect((await reviews(home)).output).toMatch(/that await review:\n.*abababababab {2}bob {2}no incident/);
  await expect(reviews(home, '--reviewed', 'abababab', '--as', 'Bob', '--note', 'fine')).rejects.toThrow(
    /someone else has to review it/,
  );
  await expect(reviews(home, '--reviewed', 'abababab', '--as', 'ada')).rejects.toThrow(/--note/);
  await expect(reviews(home, '--reviewed', 'cdcdcdcd', '--as', 'ada', '--note', 'x')).rejects.toThrow(
    /matches no break-glass approval/,
  );
  expect((await reviews(home, '--reviewed', 'abababab', '--as', 'ada', '--note', 'it was needed')).output).toBe(
    'Recorded: ada reviewed abababababab.\nNo break-glass approval awaits review (1 in all).\n',
  );
  expect((await reviews(home, '--json')).output).toContain('"note":"it was needed"');
});
