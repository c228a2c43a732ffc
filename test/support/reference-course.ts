import type { JsonValue } from '#core/json/json-value';
import type { CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepPath } from '#core/ids/step-path';
import type { TimedReply } from '#rehearsals/virtual-runtime';
import type { GivenAnswer, WriteEnd } from '#workflows/run/steps/runtime';
import type { ReadAnswer } from '#core/runs/run';
import type { Names } from './reference-names.ts';

// The nouns of the reference interpreter. All instants are milliseconds.

/** What the world and people say, by path alone: asked again, they say the same. */
export interface Script {
  read(path: StepPath, asked: Readonly<Record<string, JsonValue>>): TimedReply<ReadAnswer>;
  notify(path: StepPath): TimedReply<{ readonly summary: string }>;
  write(path: StepPath): TimedReply<WriteEnd>;
  undo(path: StepPath): TimedReply<{ readonly summary: string }>;
  answer(path: StepPath): { readonly afterMilliseconds: number; readonly given: GivenAnswer } | undefined;
}

/** What holds for the whole run. */
export interface Given {
  readonly script: Script;
  /** The first instant from this one on at which nothing is paused. */
  startAt(instant: number): number;
  readonly skips: ReadonlyMap<StepPath, number>;
  readonly handsOff: number;
  /** The step that asked for the undo, once it is known: what comes before it at the same instant is not yet cancelled. */
  readonly undoAsked: UndoAsked | undefined;
}

/** Where something runs. */
export interface Line {
  readonly prefix: string;
  readonly names: Names;
  readonly start: number;
  /** When its surroundings are cancelled. */
  readonly cut: number;
}

/** The surroundings of one step, with what can end this very step. */
export interface StepLine extends Line {
  readonly path: StepPath;
  readonly skippedAt: number;
  readonly expiresAt: number;
}

export interface Span {
  readonly path: StepPath;
  readonly state: StepOutcome;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly undoable?: boolean;
  readonly undo?: 'undone' | 'undo_failed';
}

export interface Happened {
  readonly spans: readonly Span[];
  readonly told: readonly { readonly to: string; readonly at: number; readonly text?: string }[];
  /** Steps that ended badly and say that the run is to be undone. */
  readonly undoAsked: readonly UndoAsked[];
}

export interface UndoAsked {
  readonly path: StepPath;
  readonly at: number;
  readonly outcome: StepOutcome;
}

/** Whether a cut is the one that is still to come from one of these steps, or inside it, at this very instant. */
export function causesCut(paths: readonly StepPath[], { undoAsked }: Given, cut: number): boolean {
  return undoAsked?.at === cut && paths.some((path) => inside(undoAsked.path, path));
}

export const nothing: Happened = { spans: [], told: [], undoAsked: [] };

export const together = (...all: readonly Happened[]): Happened => ({
  spans: all.flatMap(({ spans }) => spans),
  told: all.flatMap(({ told }) => told),
  undoAsked: all.flatMap(({ undoAsked }) => undoAsked),
});

export interface StepCourse {
  readonly outcome: StepOutcome;
  readonly end: number;
  readonly data?: Readonly<Record<string, JsonValue>>;
  readonly inner?: Happened;
  readonly innerNamed?: Names;
  readonly undoable?: boolean;
}

export const ended = (outcome: StepOutcome, end: number): StepCourse => ({ outcome, end });

/** Why a sequence goes on with `always` steps only. */
export interface Stop {
  readonly outcome: StepOutcome;
  readonly at: number;
  /** Its surroundings were cancelled, and there was something left to do. */
  readonly cut: boolean;
  /** At the instant of the cut, which comes from inside the step that stopped it: that came first. */
  readonly afterCut: boolean;
}

export interface SequenceCourse {
  readonly stop: Stop | undefined;
  readonly outcome: StepOutcome;
  readonly start: number;
  readonly end: number;
  readonly names: Names;
  readonly happened: Happened;
}

export type RunSequence = (steps: readonly CompiledStep[], given: Given, line: Line) => SequenceCourse;

const inside = (path: StepPath, outer: StepPath) => `${path}/`.startsWith(`${outer}/`);

/** Two things happen at one instant, and the page does not say which is first. */
export class Tie extends Error {}
