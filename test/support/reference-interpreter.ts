import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import type { RunOutcome } from '#core/runs/run';
import type { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepPath } from '#core/ids/step-path';
import type { TimedSteering } from '#rehearsals/run-virtually';
import type { RunSubject } from '#workflows/run/steps/carry-out-run';
import { forEach, parallel, subRunbook } from './reference-containers.ts';
import {
  causesCut,
  ended,
  nothing,
  Tie,
  together,
  type Given,
  type Happened,
  type Line,
  type Script,
  type SequenceCourse,
  type Span,
  type StepCourse,
  type StepLine,
  type Stop,
} from './reference-course.ts';
import { ask, notify, read, wait, write } from './reference-leaves.ts';
import { undoFrom, type Undo } from './reference-undo.ts';
import { named, openingNames, unreachedNames, valuesOf, type Names } from './reference-names.ts';

// What runbooks/SEMANTICS.md says, without events: when something ends is computed from when it starts and from the
// instant at which its surroundings are cancelled, its cut. Siblings that cancel each other are computed twice: as if
// each were alone, and, once it is known which is first, the others again with that cut. So is a run that is undone.

export interface ReferenceEnd {
  readonly outcome: RunOutcome;
  readonly end: number;
  readonly steps: readonly Span[];
  readonly told: Happened['told'];
}

/**
 * What a run comes to.
 * @throws Tie when two things happen at the same instant, of which the page does not say which is first
 */
export function referenceRun(
  runbook: CompiledRunbook,
  subject: RunSubject,
  script: Script,
  steering: readonly TimedSteering[],
): ReferenceEnd {
  const cancelledAt = Math.min(...steering.flatMap((one) => (one.kind === 'cancel' ? [one.afterMilliseconds] : [])));
  const expiresAt = runbook.withinSeconds * 1000;
  if (cancelledAt === expiresAt) throw new Tie();
  const given = givenBy(script, steering, cancelledAt);
  const names = openingNames(runbook, {
    ...subject.facts,
    inputs: subject.inputs,
    target: { ...subject.target },
  } as Parameters<typeof openingNames>[1]);
  if (!names) return { outcome: 'failed', end: 0, steps: [], told: [] };

  const line: Line = { prefix: '', names, start: 0, cut: Math.min(cancelledAt, expiresAt) };
  const alone = sequence(runbook.steps, given, line);
  const asked = [...alone.happened.undoAsked].sort((a, b) => a.at - b.at)[0];
  if (asked && asked.at < line.cut && asked.at <= (alone.stop?.at ?? Infinity)) {
    const undo = undoFrom(asked.at, given);
    const cut = Math.min(line.cut, asked.at);
    const course = sequence(runbook.steps, { ...given, undoAsked: asked }, { ...line, cut }, undo);
    return endOf(undo.became() ?? runOutcome(asked.outcome), course);
  }
  if (!alone.stop) return endOf('completed', alone);
  if (alone.stop.cut) return endOf(line.cut === cancelledAt ? 'cancelled' : 'expired', alone);
  return endOf(runOutcome(alone.stop.outcome), alone);
}

const endOf = (outcome: RunOutcome, { end, happened: { spans, told } }: SequenceCourse): ReferenceEnd => ({
  outcome,
  end,
  steps: spans,
  told,
});

function runOutcome(outcome: StepOutcome): RunOutcome {
  if (saidNo.has(outcome)) return 'stopped';
  return outcome === 'expired' || outcome === 'cancelled' ? outcome : 'failed';
}

function givenBy(script: Script, steering: readonly TimedSteering[], cancelledAt: number): Given {
  const inOrder = [...steering].sort((a, b) => a.afterMilliseconds - b.afterMilliseconds);
  const skips = new Map<StepPath, number>();
  const pauses: { from: number; to: number }[] = [];
  let pausedFrom: number | undefined;
  for (const one of inOrder) {
    const at = one.afterMilliseconds;
    if (one.kind === 'skip' && !skips.has(one.path)) skips.set(one.path, at);
    if (one.kind === 'pause' && at < cancelledAt) pausedFrom ??= at;
    if ((one.kind === 'resume' || one.kind === 'cancel') && pausedFrom !== undefined) {
      pauses.push({ from: pausedFrom, to: at });
      pausedFrom = undefined;
    }
  }
  const handsOff = inOrder.find((one) => one.kind === 'cancel' && one.handsOff)?.afterMilliseconds ?? Infinity;
  const startAt = (instant: number) => {
    if (pauses.some(({ from, to }) => instant === from || instant === to)) throw new Tie();
    return pauses.find(({ from, to }) => from < instant && instant < to)?.to ?? instant;
  };
  return { script, startAt, skips, handsOff, undoAsked: undefined };
}

function sequence(steps: readonly CompiledStep[], given: Given, line: Line, undo?: Undo): SequenceCourse {
  const { start, cut } = line;
  let { names } = line;
  let now = start;
  let stop: Stop | undefined;
  let happened = nothing;
  const toCome = (index: number) =>
    causesCut(
      steps.slice(index).map(({ id }) => line.prefix + id),
      given,
      cut,
    );
  const asksUndo = (index: number) =>
    given.undoAsked?.at === now &&
    causesCut(
      steps.slice(index).map(({ id }) => line.prefix + id),
      given,
      now,
    );
  if (start === cut && !toCome(0)) throw new Tie();

  for (const [index, step] of steps.entries()) {
    if (undo && !asksUndo(index)) ({ now, names, happened } = undo.begin({ now, names, happened }));
    const left = (rest: readonly CompiledStep[]) => rest.some(({ always }) => !always);
    const stopHere = (at = cut) => {
      if (stop) return;
      stop = { outcome: 'cancelled', at, cut: true, afterCut: false };
      now = Math.max(now, at);
    };
    const turn = given.startAt(now);
    if (!stop && now < turn && turn === cut) throw new Tie();
    if (left(steps.slice(index)) && (cut < turn || (cut === turn && !toCome(index)))) stopHere();
    names = new Map([...names, ...unreachedNames(step)]);
    if (stop && !step.always) continue;

    // What asks for the undo, and what ended before it at the same instant, was not cancelled by it.
    const asks = given.undoAsked?.path === line.prefix + step.id;
    const unaffected = given.undoAsked?.at === cut && (asks || toCome(index + 1));
    const course = oneStep(step, given, { ...line, names, start: turn, cut: unaffected ? Infinity : cut });
    const isRunStopped = stop !== undefined && line.prefix === '';
    happened = together(happened, isRunStopped ? { ...course.happened, undoAsked: [] } : course.happened);
    names = new Map([...names, ...course.names]);
    now = course.end;
    if (
      !stop &&
      now === cut &&
      course.outcome !== 'cancelled' &&
      !unaffected &&
      !causesCut([line.prefix + step.id], given, cut)
    )
      throw new Tie();
    const cutFromInside = now === cut && !asks && causesCut([line.prefix + step.id], given, cut);
    if ((cut < now || cutFromInside) && left(steps.slice(index + 1))) stopHere();
    else if (course.outcome === 'cancelled') stopHere(now);
    else if (isBad(course.outcome) && step.onFailure !== 'continue')
      stop ??= { outcome: course.outcome, at: now, cut: false, afterCut: cutFromInside };
  }
  if (undo) ({ now, names, happened } = undo.begin({ now, names, happened }));
  return { stop, outcome: stop?.outcome ?? 'succeeded', start, end: now, names, happened };
}

const isBad = (outcome: StepOutcome) => outcome !== 'succeeded' && outcome !== 'skipped';

interface Done {
  readonly outcome: StepOutcome;
  readonly end: number;
  readonly names: Names;
  readonly happened: Happened;
}

/** A step whose turn has come, as the section "One step" has it. */
function oneStep(step: CompiledStep, given: Given, line: Line): Done {
  const path = line.prefix + step.id;
  const course = required(step, path, line, begun(step, path, given, line));
  const { outcome, end, data, undoable } = course;
  const span = { path, state: outcome, startedAt: line.start, endedAt: end, ...(undoable ? { undoable } : {}) };
  const undoAsked =
    step.onFailure === 'undo' && isBad(outcome) && outcome !== 'cancelled' ? [{ path, at: end, outcome }] : [];
  return {
    outcome,
    end,
    names: new Map([...(course.innerNamed ?? []), [step.id, named(path, outcome, data)]]),
    happened: together(course.inner ?? nothing, { ...nothing, spans: [span], undoAsked }),
  };
}

function begun(step: CompiledStep, path: StepPath, given: Given, line: Line): StepCourse {
  const { start } = line;
  const skippedAt = given.skips.get(path) ?? Infinity;
  if (skippedAt === start) throw new Tie();
  if (skippedAt < start) return ended('skipped', start);
  if (step.always && step.kind !== 'notify' && given.handsOff <= start) return ended('cancelled', start);
  if (step.if) {
    const holds = evaluate(step.if, valuesOf(line.names));
    if (holds.kind !== 'value') return ended('failed', start);
    if (holds.value !== true) return ended('skipped', start);
  }
  const cut = !step.always ? line.cut : step.kind === 'notify' ? Infinity : given.handsOff;
  return carryOut(step, path, given, { ...line, path, cut, skippedAt, expiresAt: start + ownSeconds(step) * 1000 });
}

function required(step: CompiledStep, path: StepPath, line: Line, course: StepCourse): StepCourse {
  if (course.outcome !== 'succeeded' || !step.require) return course;
  const own: Names = new Map([...line.names, [step.id, named(path, course.outcome, course.data)]]);
  const met = evaluate(step.require, valuesOf(own));
  if (met.kind !== 'value') return { ...course, outcome: 'failed' };
  return met.value === true ? course : { ...course, outcome: 'requirement_not_met' };
}

/** The deadline that cancels what is inside. */
function ownSeconds(step: CompiledStep): number {
  const contains = step.kind === 'parallel' || step.kind === 'forEach' || step.kind === 'runbook';
  return (contains ? step.withinSeconds : undefined) ?? Infinity;
}

function carryOut(step: CompiledStep, path: StepPath, given: Given, line: StepLine): StepCourse {
  switch (step.kind) {
    case 'read':
      return read(step, path, given, line);
    case 'ask':
      return ask(step, path, given, line);
    case 'wait':
      return wait(step, given, line);
    case 'notify':
      return notify(step, path, given, line);
    case 'write':
      return write(step, path, given, line);
    case 'parallel':
      return parallel(step, path, given, line, sequence);
    case 'forEach':
      return forEach(step, path, given, line, sequence);
    case 'runbook':
      return subRunbook(step, path, given, line, sequence);
    default:
      return step satisfies never;
  }
}

/** People, policy and requirements: nothing went wrong. */
const saidNo: ReadonlySet<string> = new Set(['blocked', 'declined', 'rejected', 'requirement_not_met', 'withdrawn']);
