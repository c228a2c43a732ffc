import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { JsonValue } from '#core/json/json-value';
import { checkAnswers } from '#core/runbooks/form-answers';
import type { ForEachStep } from '#core/runbooks/steps/for-each';
import type { ParallelStep } from '#core/runbooks/steps/parallel';
import type { RunbookStep } from '#core/runbooks/steps/runbook';
import type { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepPath } from '#core/ids/step-path';
import {
  causesCut,
  ended,
  Tie,
  together,
  type Given,
  type RunSequence,
  type SequenceCourse,
  type StepCourse,
  type StepLine,
  type Stop,
} from './reference-course.ts';
import { openingNames, resolveAll, valuesOf } from './reference-names.ts';

/** When what is inside is cancelled, by whatever is first, and what the step then comes to. */
interface InnerCut {
  readonly at: number;
  readonly outcome: StepOutcome;
}

function innerCut({ path, cut, skippedAt, expiresAt }: StepLine, { undoAsked }: Given): InnerCut {
  const all = [cut, skippedAt, expiresAt].sort((a, b) => a - b);
  const [at = Infinity, next] = all;
  if (at === next && at !== Infinity) throw new Tie();
  // What it cancels may be what asks for the undo at once: which of both cancels the rest is not said.
  if (undoAsked?.at === at && at !== cut && undoAsked.path.startsWith(`${path}/`)) throw new Tie();
  return { at, outcome: at === skippedAt ? 'skipped' : at === expiresAt ? 'expired' : 'cancelled' };
}

/**
 * @param cutInside something inside was left to do when it was cut; otherwise the step ends as it would have, unless a
 * person has skipped it before anything else cancelled it
 */
function settled({ at, outcome }: InnerCut, cutInside: boolean | undefined, course: StepCourse): StepCourse {
  if (outcome === 'skipped' && (cutInside || at < course.end)) return { ...course, outcome, data: undefined };
  return cutInside ? { ...course, outcome } : course;
}

export function parallel(
  step: ParallelStep,
  path: StepPath,
  given: Given,
  line: StepLine,
  sequence: RunSequence,
): StepCourse {
  const cut = innerCut(line, given);
  const branches = step.branches.map(
    ({ name, steps }) =>
      (at: number) =>
        sequence(steps, given, { prefix: `${path}/${name}/`, names: line.names, start: line.start, cut: at }),
  );
  const alone = branches.map((run) => run(cut.at));
  const first = step.join === 'all' ? firstStopped(alone, path, given) : firstSucceeded(alone, path, given);
  const courses = alone.map((course, index) =>
    first === undefined || course === first.course ? course : branches[index]!(Math.min(cut.at, first.at)),
  );
  const cutInside = first ? first.cut : alone.some(({ stop }) => stop?.cut);
  return settled(cut, cutInside, {
    outcome: step.join === 'all' ? (first?.course.outcome ?? 'succeeded') : first ? 'succeeded' : lastOutcome(courses),
    end: Math.max(...courses.map(({ end }) => end)),
    inner: together(...courses.map(({ happened }) => happened)),
    innerNamed: new Map(
      courses.flatMap(({ names }) => [...names].filter(([name, known]) => known !== line.names.get(name))),
    ),
  });
}

interface First extends Omit<Stop, 'outcome'> {
  readonly course: SequenceCourse;
}

function firstStopped(courses: readonly SequenceCourse[], path: StepPath, given: Given): First | undefined {
  const stopped = courses.flatMap((course) => (course.stop ? [{ ...course.stop, course }] : []));
  return earliest(stopped, path, given);
}

function firstSucceeded(courses: readonly SequenceCourse[], path: StepPath, given: Given): First | undefined {
  const succeeded = courses.filter(({ stop }) => !stop);
  return earliest(
    succeeded.map((course) => ({ course, at: course.end, cut: false, afterCut: false })),
    path,
    given,
  );
}

/** Of those at the same instant one may have cut the others; two causes at one instant are a tie. */
function earliest(all: readonly First[], path: StepPath, given: Given): First | undefined {
  const rank = ({ cut, afterCut }: First) => (cut ? 1 : afterCut ? 2 : 0);
  const [first, ...others] = [...all].sort((a, b) => a.at - b.at || rank(a) - rank(b));
  if (!first) return undefined;
  if (others.some((other) => other.at === first.at && rank(other) !== 1)) throw new Tie();
  // One that it cancels asks for the undo at once.
  const asks = first.course.happened.undoAsked.some((asked) => asked.path === given.undoAsked?.path);
  if (!first.cut && !asks && causesCut([path], given, first.at)) throw new Tie();
  return first;
}

function lastOutcome(courses: readonly SequenceCourse[]): StepOutcome {
  const [last, other] = [...courses].sort((a, b) => b.end - a.end);
  if (last!.end === other!.end && last!.outcome !== other!.outcome) throw new Tie();
  return last!.outcome;
}

export function forEach(
  step: ForEachStep,
  path: StepPath,
  given: Given,
  line: StepLine,
  sequence: RunSequence,
): StepCourse {
  const evaluated = evaluate(step.items, valuesOf(line.names));
  const items = evaluated.kind === 'value' ? evaluated.value : undefined;
  if (!isList(items) || items.length > step.atMost) return ended('failed', line.start);

  const cut = innerCut(line, given);
  const run = (index: number, start: number, at: number) => {
    const names = new Map([...line.names, [step.as, { value: items[index]! }]]);
    return sequence(step.steps, given, { prefix: `${path}/${index}/`, names, start, cut: at });
  };
  const toCome = (index: number) => items.some((_, at) => at >= index && causesCut([`${path}/${at}`], given, cut.at));
  const alone = rounds(items.length, step.atOnce, line.start, (index, start) => {
    if (start >= cut.at && !toCome(index)) {
      if (start === line.start) throw new Tie();
      return undefined;
    }
    const before = toCome(index + 1) ? run(index, start, Infinity) : undefined;
    return before && before.end <= cut.at ? before : run(index, start, cut.at);
  });
  const first = firstStopped(alone, path, given);
  const courses = alone
    .filter((course, index) => {
      if (!first || course === first.course || course.start < first.at) return true;
      if (course.start === first.at && index < step.atOnce) throw new Tie();
      return false;
    })
    .map((course, index) =>
      !first || course === first.course ? course : run(index, course.start, Math.min(cut.at, first.at)),
    );
  const isLeft = alone.length < items.length;
  const cutBefore = !first || cut.at < first.at || (cut.at === first.at && first.afterCut);
  const succeeded = courses.filter(({ outcome }) => outcome === 'succeeded').length;
  return settled(cut, first?.cut || (isLeft && cutBefore), {
    outcome: first?.course.outcome ?? 'succeeded',
    end: Math.max(line.start, ...courses.map(({ end }) => end)),
    data: { count: items.length, succeeded, not_succeeded: items.length - succeeded },
    inner: together(...courses.map(({ happened }) => happened)),
  });
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** In order, each as soon as fewer than `atOnce` run; none once they are cut. */
function rounds(
  count: number,
  atOnce: number,
  begin: number,
  run: (index: number, start: number) => SequenceCourse | undefined,
): readonly SequenceCourse[] {
  const courses: SequenceCourse[] = [];
  while (courses.length < count) {
    const lastEnds = courses.map(({ end }) => end).sort((a, b) => b - a);
    const course = run(courses.length, Math.max(begin, lastEnds[atOnce - 1] ?? begin));
    if (!course) break;
    courses.push(course);
  }
  return courses;
}

export function subRunbook(
  step: RunbookStep,
  path: StepPath,
  given: Given,
  line: StepLine,
  sequence: RunSequence,
): StepCourse {
  const inputs = resolveAll(step.inputs, line.names);
  const form = step.runbook.inputs ?? { type: 'object', properties: {}, required: [] };
  const checked = inputs && checkAnswers(form, inputs);
  if (checked?.kind !== 'ok') return ended('failed', line.start);
  const names = openingNames(step.runbook, { inputs: checked.values, target: valuesOf(line.names)['target']! });
  if (!names) return ended('failed', line.start);

  // The shorter of what the step says and what the runbook says of itself.
  const expiresAt = Math.min(line.expiresAt, line.start + step.runbook.withinSeconds * 1000);
  const cut = innerCut({ ...line, expiresAt }, given);
  const at = { prefix: `${path}/`, names, start: line.start, cut: cut.at };
  const { stop, outcome, end, happened, names: known } = sequence(step.runbook.steps, given, at);
  const course = { outcome, end, inner: happened };
  if (stop) return settled(cut, stop.cut, course);
  const outputs = Object.entries(step.runbook.outputs).map(
    ([name, expression]) => [name, { kind: 'expression', ...expression }] as const,
  );
  const data = resolveAll(Object.fromEntries(outputs), known);
  return settled(cut, false, data ? { ...course, data } : { ...course, outcome: 'failed' });
}
