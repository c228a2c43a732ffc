import type { ParallelStep } from '#core/runbooks/steps/parallel';
import { type SettledPart } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { withDeadline } from './deadline.ts';
import { allSettled } from './settle.ts';
import type { ActiveStep } from './step-context.ts';
import { type StepEnd, stoppedBy } from './step-end.ts';
import { StepScope } from './step-scope.ts';

/** Concurrent branches. Ends when every branch has ended, cancelled ones with their `always` steps included. */
export async function carryOutParallel(active: ActiveStep<ParallelStep>): Promise<StepEnd> {
  const { step, run, path, scope, startedAt, title } = active;
  const isRace = step.join === 'any';
  const scopes = new Map(step.branches.map(({ name }) => [name, new StepScope(scope)]));
  // From before continue-as-new, in the order in which it happened.
  const settled: SettledPart[] = [...(run.record(path)?.settled ?? [])];
  const isDecided = ({ outcome }: SettledPart) => (outcome === StepOutcome.succeeded) === isRace;
  const cancelOthers = () => {
    const decisive = settled.find(isDecided);
    if (!decisive) return;
    const reason = `the branch "${decisive.name}" ${isRace ? 'has succeeded' : 'has stopped'}`;
    for (const [name, own] of scopes) if (name !== decisive.name) own.stop({ kind: 'cancelled', reason });
  };
  const settle = (name: string, { outcome, reason, by }: StepEnd) => {
    if (settled.some((part) => part.name === name)) return;
    settled.push({ name, outcome, reason, by });
    run.update(path, { settled: [...settled] });
    cancelOthers();
  };
  cancelOthers();

  const deadline = step.withinSeconds === undefined ? undefined : startedAt + step.withinSeconds * 1000;
  await withDeadline(run, scope, deadline, `${path}: ${title}`, () =>
    allSettled(
      step.branches.map(async ({ name, steps }) => {
        const own = scopes.get(name)!;
        const context = { ...active, scope: own, prefix: `${path}/${name}/` };
        // Where all have to succeed, a stopped branch decides at once; in a race, its speed does not matter.
        const stopped = (end: StepEnd) => void (isRace || settle(name, end));
        const end = await active.runSequence(steps, context, { stopped });
        own.close();
        settle(name, end);
      }),
    ),
  );
  const decisive = settled.find(isDecided);
  if (isRace ? decisive : !decisive) {
    const summary = decisive ? `${decisive.name} succeeded` : 'all branches succeeded';
    return { outcome: StepOutcome.succeeded, summary };
  }
  const telling = decisive ?? settled.at(-1)!;
  // Cancelled from outside before any branch had decided.
  const cutOff = decisive ? [decisive] : settled;
  if (scope.cause && cutOff.some(({ outcome }) => outcome === StepOutcome.cancelled)) return stoppedBy(scope);
  return { outcome: telling.outcome, by: telling.by, reason: `${telling.name}: ${telling.reason ?? telling.outcome}` };
}
