import { evaluate } from '#core/language/expressions/evaluate';
import type { JsonValue } from '#core/language/expressions/expression';
import type { ForEachStep } from '#core/language/steps/for-each';
import { StepOutcome } from '#core/vocabulary/run';
import { type ActiveStep, namesOf } from './step-context.ts';
import { failed, letsGoOn, type StepEnd, stoppedBy } from './step-end.ts';
import { StepScope } from './step-scope.ts';
import { allSettled } from './settle.ts';
import { withDeadline } from './deadline.ts';

/** The same steps for each element of a list: rounds, some at a time, in the list's order. */
export async function carryOutForEach(active: ActiveStep<ForEachStep>): Promise<StepEnd> {
  const { step, run, path, scope, startedAt, title } = active;
  const list = evaluate(step.items, namesOf(active));
  if (list.kind !== 'value') return failed(`its list cannot be computed: ${list.message}`);
  if (!Array.isArray(list.value)) return failed(`${step.items.cel} is no list`);
  const items: readonly JsonValue[] = list.value;
  if (items.length > step.atMost) {
    return failed(
      `${step.items.cel} has ${items.length} elements, at most ${step.atMost} are allowed: nothing was touched`,
    );
  }

  const deadline = step.withinSeconds === undefined ? undefined : startedAt + step.withinSeconds * 1000;
  const rounds = new StepScope(scope);
  let stop: { readonly round: number; readonly end: StepEnd } | undefined;
  let succeeded = 0;
  let next = 0;
  const takeRounds = async () => {
    while (next < items.length && !stop && !rounds.cause) {
      const round = next++;
      const base = { ...active.base, [step.as]: items[round] ?? null };
      const end = await active.runSequence(step.steps, { ...active, base, scope: rounds, prefix: `${path}/${round}/` });
      if (letsGoOn(end)) succeeded++;
      else {
        stop ??= { round, end };
        rounds.stop({ kind: 'cancelled', reason: `round ${round + 1} has stopped` });
      }
    }
  };
  await withDeadline(run, scope, deadline, `${path}: ${title}`, () =>
    allSettled(Array.from({ length: Math.min(step.atOnce, items.length) }, takeRounds)),
  );
  rounds.close();
  const count = items.length;
  const data = { count, succeeded, not_succeeded: count - succeeded };
  if (succeeded === count) return { outcome: StepOutcome.succeeded, data, summary: `${count} of ${count} succeeded` };
  if (!stop || (scope.cause && stop.end.outcome === StepOutcome.cancelled)) return { ...stoppedBy(scope), data };
  return {
    outcome: stop.end.outcome,
    by: stop.end.by,
    data,
    reason: `round ${stop.round + 1} of ${count}: ${stop.end.reason ?? stop.end.outcome}`,
  };
}
