import type { StepRecord } from '#core/runs/run';
import type { CancelRun } from '#core/runs/run-messages';
import type { Person } from '#core/actions/person';
import type { StepPath } from '#core/ids/step-path';
import type { GivenAnswer, StepRuntime } from './runtime.ts';
import type { StepEnd } from './step-end.ts';
import { StepScope, type StopCause } from './step-scope.ts';
import { Suspension } from './suspension.ts';

/** The state of a run across continue-as-new. */
export interface RunProgress {
  readonly startedAt: number;
  readonly steps: readonly StepRecord[];
  readonly skips: readonly { readonly path: StepPath; readonly reason: string; readonly by: Person }[];
  readonly answers: readonly { readonly path: StepPath; readonly given: GivenAnswer }[];
  readonly paused: boolean;
  readonly cancelled?: CancelRun;
  /** What stopped everything but the `always` steps. */
  readonly stopped?: StopCause;
  /** What stopped sequences, by the prefix of their paths: the first cause counts. */
  readonly stops: readonly { readonly prefix: string; readonly end: StepEnd }[];
  /** What stopped steps that have not ended yet. The first cause counts, also over a later stop of an enclosing step. */
  readonly causes: readonly { readonly path: StepPath; readonly cause: StopCause }[];
  readonly undoing?: StepEnd;
  readonly isUndone: boolean;
}

/** Of all data that expressions may still name, as JSON: it is carried into a new history. */
const mostDataCharacters = 512 * 1024;
const longestReason = 1000;

const charactersOf = (data: StepRecord['data']): number => (data ? JSON.stringify(data).length : 0);

/**
 * The state of one run: the records of its steps, and what people have asked of it. All of it is one state, which goes as one
 * {@link RunProgress} into a new history.
 */
export class RunControl {
  readonly runtime: StepRuntime;
  readonly startedAt: number;
  /** Stops everything but the `always` steps. */
  readonly scope = new StepScope();
  /** Stops the `always` steps too, and an undo: hands off. */
  readonly finalScope = new StepScope();
  readonly suspension = new Suspension();
  readonly #changed: () => void;
  readonly #steps = new Map<StepPath, StepRecord>();
  readonly #live = new Map<StepPath, StepScope>();
  readonly #stops = new Map<string, StepEnd>();
  readonly #causes = new Map<StepPath, StopCause>();
  readonly #skips = new Map<StepPath, { readonly reason: string; readonly by: Person }>();
  readonly #answers = new Map<StepPath, GivenAnswer>();
  #ends = 0;
  #dataCharacters = 0;
  #paused = false;
  #cancelled: CancelRun | undefined;
  #undoing: StepEnd | undefined;
  #undone = false;

  /** @param changed called after each change */
  constructor(runtime: StepRuntime, changed: () => void, progress?: RunProgress) {
    this.runtime = runtime;
    this.#changed = changed;
    this.startedAt = progress?.startedAt ?? runtime.now();
    for (const record of progress?.steps ?? []) {
      this.#steps.set(record.path, record);
      this.#dataCharacters += charactersOf(record.data);
      this.#ends = Math.max(this.#ends, record.endedAs ?? 0);
    }
    for (const { path, reason, by } of progress?.skips ?? []) this.#skips.set(path, { reason, by });
    for (const { path, given } of progress?.answers ?? []) this.#answers.set(path, given);
    for (const { prefix, end } of progress?.stops ?? []) this.#stops.set(prefix, end);
    for (const { path, cause } of progress?.causes ?? []) this.#causes.set(path, cause);
    this.#undoing = progress?.undoing;
    this.#undone = progress?.isUndone ?? false;
    if (progress?.stopped) this.scope.stop(progress.stopped);
    if (progress?.cancelled) this.#stopFor(progress.cancelled);
    this.#paused = progress?.paused ?? false;
  }

  get progress(): RunProgress {
    return {
      startedAt: this.startedAt,
      steps: this.records,
      skips: [...this.#skips].map(([path, skip]) => ({ path, ...skip })),
      answers: [...this.#answers].map(([path, given]) => ({ path, given })),
      paused: this.#paused,
      cancelled: this.#cancelled,
      stopped: this.scope.cause,
      stops: [...this.#stops].map(([prefix, end]) => ({ prefix, end })),
      causes: [...this.#causes].map(([path, cause]) => ({ path, cause })),
      undoing: this.#undoing,
      isUndone: this.#undone,
    };
  }

  /** In the order of their starts. */
  get records(): readonly StepRecord[] {
    return [...this.#steps.values()];
  }

  record(path: StepPath): StepRecord | undefined {
    return this.#steps.get(path);
  }

  /** The scope of a step that begins, or that had begun before the run went on in a new history. */
  scopeOf(path: StepPath, surroundings: StepScope | undefined): StepScope {
    const scope = new StepScope(surroundings, this.#causes.get(path));
    scope.onStop(() => void (scope.cause && this.#causes.set(path, scope.cause)));
    this.#live.set(path, scope);
    return scope;
  }

  begin(record: StepRecord): void {
    this.#steps.set(record.path, record);
    this.#changed();
  }

  update(path: StepPath, change: Partial<StepRecord>): void {
    const known = this.#steps.get(path);
    if (!known) throw new Error(`No step ${path} has begun.`);
    this.#steps.set(path, { ...known, ...change });
    this.#changed();
  }

  end(path: StepPath, change: Partial<StepRecord> & Pick<StepRecord, 'state'>): void {
    this.#forgetInside(path);
    this.#live.get(path)?.close();
    this.#live.delete(path);
    this.#causes.delete(path);
    this.#answers.delete(path);
    this.#dataCharacters += charactersOf(change.data);
    const reason = change.reason?.slice(0, longestReason);
    this.update(path, {
      ...change,
      reason,
      endedAt: new Date(this.runtime.now()).toISOString(),
      endedAs: ++this.#ends,
    });
  }

  /** Whether an answer can be kept with what is kept already. */
  hasRoomFor(data: StepRecord['data']): boolean {
    return this.#dataCharacters + charactersOf(data) <= mostDataCharacters;
  }

  /** Drops the data of steps inside an ended loop or runbook: no expression can name it any more. */
  #forgetInside(path: StepPath): void {
    const kind = this.#steps.get(path)?.kind;
    if (kind !== 'forEach' && kind !== 'runbook') return;
    for (const [inner, record] of this.#steps) {
      if (!record.data || !inner.startsWith(`${path}/`)) continue;
      this.#dataCharacters -= charactersOf(record.data);
      const { data: _, ...rest } = record;
      this.#steps.set(inner, rest);
    }
  }

  /** Waits while the run is paused. @throws Suspended */
  async mayStart(scope: StepScope): Promise<void> {
    this.suspension.throwIfDue();
    while (this.#paused && !scope.cause) {
      await this.runtime.waitFor(() => !this.#paused || this.suspension.isDue, undefined, scope, 'Paused');
      this.suspension.throwIfDue();
    }
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Ignored once the run is cancelled: its remaining steps are to be finished. */
  pause(): void {
    if (this.#cancelled) return;
    this.#paused = true;
    this.#changed();
  }

  resumeRun(): void {
    this.#paused = false;
    this.#changed();
  }

  /** The request to skip a step, before it starts or while it runs. */
  skipOf(path: StepPath): { readonly reason: string; readonly by: Person } | undefined {
    return this.#skips.get(path);
  }

  skip(path: StepPath, reason: string, by: Person): void {
    this.#skips.set(path, { reason, by });
    this.#live.get(path)?.stop({ kind: 'skipped' });
    this.#changed();
  }

  answerOf(path: StepPath): GivenAnswer | undefined {
    return this.#answers.get(path);
  }

  answer(path: StepPath, given: GivenAnswer): void {
    if (!this.#answers.has(path)) this.#answers.set(path, given);
  }

  get cancelled(): CancelRun | undefined {
    return this.#cancelled;
  }

  /** The first one counts, but hands off may follow a plain cancel. */
  cancel(message: CancelRun): void {
    this.#paused = false;
    this.#stopFor(message);
    this.#changed();
  }

  /** Without calling `changed`, because the constructor uses it. */
  #stopFor(message: CancelRun): void {
    const before = this.#cancelled;
    this.#cancelled = before ? { ...before, handsOff: before.handsOff === true || message.handsOff === true } : message;
    const reason = `${message.handsOff ? 'hands off' : 'cancelled'} by ${message.by.name}: ${message.reason}`;
    const cause = { kind: 'cancelled', reason } as const;
    this.scope.stop(cause);
    if (message.handsOff) this.finalScope.stop(cause);
  }

  /** The end of the step after which the writes of this run are undone. */
  get undoing(): StepEnd | undefined {
    return this.#undoing;
  }

  /** A step that says `onFailure: undo` ended badly. */
  stopToUndo(end: StepEnd): void {
    this.#undoing ??= end;
    this.scope.stop(undoCause);
  }

  /** The undo has finished or failed: later writes stay. */
  get isUndone(): boolean {
    return this.#undone;
  }

  finishUndo(): void {
    this.#undone = true;
  }

  stopOf(prefix: string): StepEnd | undefined {
    return this.#stops.get(prefix);
  }

  recordStop(prefix: string, end: StepEnd): void {
    // Without data and evidence: those are on the record of the step.
    const { outcome, reason, by } = end;
    this.#stops.set(prefix, { outcome, reason, by });
  }
}

const undoCause: StopCause = {
  kind: 'cancelled',
  reason: 'a step failed after which the writes of the run are undone',
};
