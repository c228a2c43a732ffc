import { createActionMarks } from '#records/action-marks';
import { actionQuery } from '#workflows/action/messages';
import { lockQuery } from '#workflows/lock/messages';
import { waitUntil } from '#processes/wait-until';
import { readAuditStories } from './audit-story.ts';
import type { Cell } from './cell.ts';
import { checkWrite, type Violation } from './check-write.ts';
import { effectsOf } from './effects.ts';
import type { TriedWrite } from './tried-write.ts';

export interface CheckedWrite {
  readonly write: TriedWrite;
  readonly end: string;
  readonly reason?: string;
  readonly effects: number;
  readonly violations: readonly Violation[];
}

/** Everything that is known of the writes of a round, held against each other. Effects that are late have time to come. */
export async function checkRound(cell: Cell, writes: readonly TriedWrite[]) {
  const [effects, audit] = [await effectsOf(cell), await readAuditStories(cell)];
  const marks = createActionMarks(cell.home.actions);
  const checked = await Promise.all(
    writes.map(async (write): Promise<CheckedWrite> => {
      const record = await asked(() => write.handle.query(actionQuery));
      const found: ReadonlySet<string> = await marks.marksOf(write.actionHash);
      const story = audit.stories.get(write.actionHash) ?? [];
      const own = [write.actionHash, `${write.actionHash}:undo`].flatMap((mark) => effects.get(mark) ?? []);
      const violations = checkWrite({ write, record, effects, marks: found, story });
      return { write, end: record.state, reason: record.steps.at(-1)?.reason, effects: own.length, violations };
    }),
  );
  const unmarked = [...effects.keys()].filter((mark) => mark.startsWith('none: '));
  const problems = [
    ...audit.findings.map(({ file, words }) => `audit: ${file}: ${words}`),
    ...unmarked.map((mark) => `an effect without a mark, ${mark}`),
    ...(await locksHeld(cell)),
  ];
  return { checked, problems, auditRecords: audit.records };
}

async function locksHeld(cell: Cell): Promise<readonly string[]> {
  const all = await Promise.all(
    cell.places.map(async ({ environment, service }) => {
      const handle = cell.client.workflow.getHandle(`lock/${environment}/${service}`);
      const { holder, narrowed } = await asked(() => handle.query(lockQuery));
      if (holder) return [`lock/${environment}/${service} is still held by ${holder.actionHash}`];
      return narrowed.map(({ actionHash }) => `lock/${environment}/${service} is still narrowed by ${actionHash}`);
    }),
  );
  return all.flat();
}

/** A query needs an executor, which may just be starting. */
function asked<T>(query: () => Promise<T>): Promise<T> {
  return waitUntil('an answer to a query', query, {
    timeoutMilliseconds: 60_000,
    everyMilliseconds: 300,
  }) as Promise<T>;
}
