import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { JsonValue } from '#core/json/json-value';
import type { ForEachStep } from '#core/runbooks/steps/for-each';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { type ActiveStep, namesOf } from './step-context.ts';
import { failed, letsGoOn, type StepEnd, stoppedBy } from './step-end.ts';
import { StepScope } from './step-scope.ts';
import { allSettled } from './settle.ts';
import { withDeadline } from './deadline.ts';

/** The same steps for each element of a list, in order, with bounded concurrency. */
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

  const rounds = new StepScope(scope);
  let [stop] = run.record(path)?.settled ?? [];
  const stopRounds = () => {
    if (stop) rounds.stop({ kind: 'cancelled', reason: `round ${Number(stop.name) + 1} has stopped` });
  };
  let next = 0;
  const stopped = (round: number, end: StepEnd) => {
    if (stop) return;
    // Stopped from outside with rounds still to come: that cause comes first, however this round ends.
    const { outcome, reason, by } = rounds.cause && next < items.length ? stoppedBy(scope) : end;
    stop = { name: String(round), outcome, reason, by };
    run.update(path, { settled: [stop] });
    stopRounds();
  };
  stopRounds();

  let succeeded = 0;
  const takeRounds = async () => {
    while (next < items.length && (!rounds.cause || hasBegun(active, next))) {
      const round = next++;
      const context = {
        ...active,
        base: { ...active.base, [step.as]: items[round] ?? null },
        scope: rounds,
        prefix: `${path}/${round}/`,
      };
      const end = await active.runSequence(step.steps, context, { stopped: (early) => stopped(round, early) });
      if (letsGoOn(end)) succeeded++;
    }
  };
  const deadline = step.withinSeconds === undefined ? undefined : startedAt + step.withinSeconds * 1000;
  await withDeadline(run, scope, deadline, `${path}: ${title}`, () =>
    allSettled(Array.from({ length: Math.min(step.atOnce, items.length) }, takeRounds)),
  );
  rounds.close();
  const count = items.length;
  const data = { count, succeeded, not_succeeded: count - succeeded };
  if (succeeded === count)
    return {
      outcome: StepOutcome.succeeded,
      data,
      summary: count === 0 ? 'there was nothing to do' : `all ${count} rounds are done`,
    };
  if (!stop || (scope.cause && stop.outcome === StepOutcome.cancelled)) return { ...stoppedBy(scope), data };
  const reason = `round ${Number(stop.name) + 1} of ${count}: ${stop.reason ?? stop.outcome}`;
  return { outcome: stop.outcome, by: stop.by, data, reason };
}

/** Continues the rounds from before continue-as-new: their `always` steps run, whatever has stopped since. */
function hasBegun({ run, path, step }: ActiveStep<ForEachStep>, round: number): boolean {
  return step.steps.some(({ id }) => run.record(`${path}/${round}/${id}`) !== undefined);
}
