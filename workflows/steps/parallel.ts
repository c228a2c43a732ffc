import type { ParallelStep } from '#core/language/steps/parallel';
import { StepOutcome } from '#core/vocabulary/run';
import type { ActiveStep } from './step-context.ts';
import { letsGoOn, type StepEnd, stoppedBy } from './step-end.ts';
import { StepScope } from './step-scope.ts';
import { allSettled } from './settle.ts';
import { withDeadline } from './deadline.ts';

/** Branches side by side. It ends when every branch has, those that were cancelled with their `always` steps too. */
export async function carryOutParallel(active: ActiveStep<ParallelStep>): Promise<StepEnd> {
  const { step, run, path, scope, startedAt, title } = active;
  const deadline = step.withinSeconds === undefined ? undefined : startedAt + step.withinSeconds * 1000;
  const scopes = step.branches.map(() => new StepScope(scope));
  const ends: { readonly end: StepEnd; readonly name: string }[] = [];
  await withDeadline(run, scope, deadline, `${path}: ${title}`, () =>
    allSettled(
      step.branches.map(async ({ name, steps }, index) => {
        const own = scopes[index]!;
        const end = await active.runSequence(steps, { ...active, scope: own, prefix: `${path}/${name}/` });
        own.close();
        ends.push({ end, name });
        if (letsGoOn(end) === (step.join === 'any')) {
          const reason = `the branch "${name}" ${letsGoOn(end) ? 'has succeeded' : 'has stopped'}`;
          for (const other of scopes) if (other !== own) other.stop({ kind: 'cancelled', reason });
        }
      }),
    ),
  );
  const succeeded = ends.filter(({ end }) => letsGoOn(end));
  if (step.join === 'any' ? succeeded.length > 0 : succeeded.length === ends.length) {
    return {
      outcome: StepOutcome.succeeded,
      summary: `${step.join === 'any' ? succeeded[0]!.name : 'all branches'} succeeded`,
    };
  }
  const stopped = ends.filter(({ end }) => !letsGoOn(end));
  const telling = (step.join === 'any' ? stopped.at(-1) : stopped[0])!;
  if (scope.cause && telling.end.outcome === StepOutcome.cancelled) return stoppedBy(scope);
  return {
    outcome: telling.end.outcome,
    by: telling.end.by,
    reason: `${telling.name}: ${telling.end.reason ?? telling.end.outcome}`,
  };
}
