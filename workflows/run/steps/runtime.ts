import type { JsonValue } from '#core/json/json-value';
import type { WriteStep } from '#core/runbooks/steps/write';
import type { Expectation } from '#core/actions/action';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { Answer } from '#core/runbooks/form-answer';
import type { Person } from '#core/actions/person';
import type { ReadAnswer, ReadCall, StepAction, StepNotification, StepRecord, Target } from '#core/runs/run';
import type { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepPath } from '#core/ids/step-path';
import type { StepScope } from './step-scope.ts';

// What steps need of the outside world: Temporal in a run, scripted replies in a rehearsal.

/** A request with the options it is started with. */
export type Asked<Request> = Request & {
  readonly withinSeconds: number;
  /** For the Temporal UI. */
  readonly summary: string;
};

/** The end of an effect. Effects never throw; the stop of its scope ends one as `stopped`. */
export type EffectEnd<Success> =
  | ({ readonly kind: 'done' } & Success)
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'expired'; readonly reason: string }
  | { readonly kind: 'stopped' };

export interface ProposedWrite {
  readonly path: StepPath;
  readonly step: WriteStep;
  readonly title: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly target: Target;
  /** The success check. */
  readonly expectation: Expectation;
  /** What the run has found out so far. */
  readonly evidence: readonly EvidenceId[];
}

/** The progress of a write, and what a run needs to find it again after continue-as-new. */
export interface WriteProgress {
  /** From before an interruption too. */
  action(): StepAction | undefined;
  show(change: Pick<StepRecord, 'action' | 'deadlineAt' | 'summary'> & { readonly state: 'running' | 'waiting' }): void;
  /** Work during which the run does not suspend; waiting is not such work. @throws Suspended */
  effect<T>(start: () => Promise<T>): Promise<T>;
  /** Called in each wait. @throws Suspended */
  throwIfSuspending(): void;
  isSuspending(): boolean;
}

export interface WriteEnd {
  readonly outcome: StepOutcome;
  readonly reason?: string;
  /** Who decided. */
  readonly by?: Person;
  /** Of the success check. */
  readonly evidence?: readonly EvidenceId[];
  /** It took effect and can be undone. */
  readonly undoable: boolean;
}

export interface GivenAnswer {
  readonly answer: Answer;
  readonly by: Person;
}

export interface StepRuntime {
  /** Milliseconds since 1970; the same at each replay. */
  now(): number;
  read(call: Asked<ReadCall>, scope: StepScope): Promise<EffectEnd<ReadAnswer>>;
  notify(notification: Asked<StepNotification>, scope: StepScope): Promise<EffectEnd<{ readonly summary: string }>>;
  /** Stopped during its write, it ends with the outcome of the write. @throws Suspended */
  write(write: ProposedWrite, scope: StepScope, progress: WriteProgress): Promise<EffectEnd<WriteEnd>>;
  /** Undoes what a write of this run has changed. */
  undo(record: StepRecord, scope: StepScope): Promise<EffectEnd<{ readonly summary: string }>>;
  /** Resolves when the condition holds, the instant has come or the scope has stopped. */
  waitFor(condition: () => boolean, instant: number | undefined, scope: StepScope, summary: string): Promise<void>;
}
