import { resolveTemplate, resolveText } from '#core/runbooks/expressions/evaluate';
import type { AskStep } from '#core/runbooks/steps/ask';
import type { NotifyStep } from '#core/runbooks/steps/notify';
import type { ReadStep } from '#core/runbooks/steps/read';
import type { WaitStep } from '#core/runbooks/steps/wait';
import type { WriteStep } from '#core/runbooks/steps/write';
import type { StepPath } from '#core/ids/step-path';
import { causesCut, ended, nothing, Tie, type Given, type StepCourse, type StepLine } from './reference-course.ts';
import { resolveAll, valuesOf } from './reference-names.ts';

/** How it would end alone, unless it is cancelled or skipped before. */
function unlessEnded({ path, cut, skippedAt }: StepLine, given: Given, alone: StepCourse): StepCourse {
  const first = Math.min(cut, skippedAt);
  if (first > alone.end || (first === alone.end && causesCut([path], given, first))) return alone;
  if (first === alone.end || cut === skippedAt) throw new Tie();
  return { outcome: skippedAt < cut ? 'skipped' : 'cancelled', end: first, inner: alone.inner };
}

/** What comes back, unless the deadline comes before. */
function withinDeadline(
  line: StepLine,
  given: Given,
  withinSeconds: number,
  afterMilliseconds: number,
  came: Omit<StepCourse, 'end'>,
): StepCourse {
  const deadline = line.start + withinSeconds * 1000;
  const at = line.start + afterMilliseconds;
  if (at === deadline) throw new Tie();
  const alone: StepCourse =
    at < deadline ? { ...came, end: at } : { outcome: 'expired', end: deadline, inner: came.inner };
  return unlessEnded(line, given, alone);
}

export function read(step: ReadStep, path: StepPath, given: Given, line: StepLine): StepCourse {
  const asked = resolveAll(step.call.arguments, line.names);
  if (!asked) return ended('failed', line.start);
  const reply = given.script.read(path, asked);
  if (reply === 'silent') return withinDeadline(line, given, step.withinSeconds, Infinity, { outcome: 'failed' });
  const { afterMilliseconds, end } = reply;
  const came = end.kind === 'done' ? { outcome: 'succeeded' as const, data: end.data } : { outcome: end.kind };
  return withinDeadline(line, given, step.withinSeconds, afterMilliseconds, came);
}

export function ask(step: AskStep, path: StepPath, given: Given, line: StepLine): StepCourse {
  if (resolveTemplate(step.question, valuesOf(line.names)).kind !== 'value') return ended('failed', line.start);
  const reply = given.script.answer(path);
  const answer = reply?.given.answer;
  const course = withinDeadline(line, given, step.withinSeconds, reply?.afterMilliseconds ?? Infinity, {
    outcome: answer?.kind === 'no' ? 'declined' : 'succeeded',
    data: { answered_by: reply?.given.by.name ?? '', ...(answer?.kind === 'form' ? answer.values : {}) },
  });
  const told = [
    ...(step.tell === undefined ? [] : [{ to: step.tell, at: line.start }]),
    ...(step.escalate ? [{ to: step.escalate.tell, at: line.start + step.escalate.afterSeconds * 1000 }] : []),
  ];
  if (told.some(({ at }) => at === course.end)) throw new Tie();
  return { ...course, inner: { ...nothing, told: told.filter(({ at }) => at < course.end) } };
}

export function wait(step: WaitStep, given: Given, line: StepLine): StepCourse {
  return unlessEnded(line, given, ended('succeeded', line.start + step.seconds * 1000));
}

export function notify(step: NotifyStep, path: StepPath, given: Given, line: StepLine): StepCourse {
  const text = resolveText(step.message, valuesOf(line.names));
  const inner = { ...nothing, told: [{ to: step.to, at: line.start, text }] };
  const reply = given.script.notify(path);
  if (reply === 'silent') {
    return withinDeadline(line, given, step.withinSeconds, Infinity, { outcome: 'expired', inner });
  }
  const outcome = reply.end.kind === 'done' ? 'succeeded' : reply.end.kind;
  return withinDeadline(line, given, step.withinSeconds, reply.afterMilliseconds, { outcome, inner });
}

export function write(step: WriteStep, path: StepPath, given: Given, line: StepLine): StepCourse {
  if (!resolveAll(step.parameters, line.names)) return ended('failed', line.start);
  if (!resolveAll(step.verify.call.arguments, line.names)) return ended('failed', line.start);
  const reply = given.script.write(path);
  if (reply === 'silent') return unlessEnded(line, given, ended('expired', Infinity));
  const end = line.start + reply.afterMilliseconds;
  if (reply.end.kind !== 'done') return unlessEnded(line, given, ended(reply.end.kind, end));
  const { outcome, undoable } = reply.end;
  return unlessEnded(line, given, { outcome, end, undoable });
}
