import type { Person } from '../actions/person.ts';
import type { StepPath } from '../ids/step-path.ts';
import type { StepOutcome } from '../runbooks/step-outcome.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { Form } from '../runbooks/form.ts';
import type { CompiledRunbook } from '../runbooks/runbook-ir.ts';
import type { CompiledPoll } from '../runbooks/steps/read.ts';
import type { StepKind } from '../runbooks/steps/step.ts';
import type { ActionHash } from '../ids/action-hash.ts';
import type { ActionState } from '../actions/action.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { RunFacts } from '../runbooks/run-facts.ts';
import type { IncidentId, RunId } from '../ids/workflow-ids.ts';

/** How a run ended. */
export const RunOutcome = {
  completed: 'completed',
  /** A person or policy said no, or a requirement was not met. Nothing went wrong. */
  stopped: 'stopped',
  failed: 'failed',
  expired: 'expired',
  cancelled: 'cancelled',
  undone: 'undone',
  undoFailed: 'undo_failed',
} as const;
export type RunOutcome = (typeof RunOutcome)[keyof typeof RunOutcome];

export interface Target {
  readonly service: string;
  readonly environment: Environment;
}

/** A branch of a parallel, or a round of a loop, that decides how its step ends. */
export interface SettledPart {
  readonly name: string;
  readonly outcome: StepOutcome;
  readonly reason?: string;
  readonly by?: Person;
}

/** The action of a write step, for linking to it, and for finding it again in a new history. */
export interface StepAction {
  readonly hash: ActionHash;
  readonly state: ActionState;
  /** RFC 3339: of the approval. */
  readonly deadlineAt?: string;
  /** 1 for the first proposal; each further one replaces a stale one. */
  readonly number: number;
  /** The last decision that was needed: RFC 3339, and the person. */
  readonly decided?: { readonly at: string; readonly by?: string };
  /** RFC 3339. */
  readonly writtenAt?: string;
}

/** A step of a run, as it stands. */
export interface StepRecord {
  readonly path: StepPath;
  readonly id: string;
  readonly kind: StepKind;
  /** Filled in when it starts. */
  readonly title: string;
  /** `waiting`: for a person or a time. */
  readonly state: 'running' | 'waiting' | StepOutcome;
  /** RFC 3339; these are the workflow's times. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly deadlineAt?: string;
  /** Why it ended so, for a person. */
  readonly reason?: string;
  /** Who answered, skipped or cancelled. */
  readonly by?: Person;
  /** Which tool, notification destination or runbook. */
  readonly subject?: string;
  /** One line of the answer. At most 2 KiB. */
  readonly summary?: string;
  readonly evidence?: readonly EvidenceId[];
  /** What expressions see of its result; at most 8 KiB of JSON. */
  readonly data?: Readonly<Record<string, JsonValue>>;
  readonly question?: { readonly text: string; readonly form?: Form; readonly escalatedAt?: string };
  /** The order in which steps ended; writes are undone in reverse. */
  readonly endedAs?: number;
  /** Of a step with branches or rounds that has not ended: those that have been stopped or have ended, in that order. */
  readonly settled?: readonly SettledPart[];
  /** Of a write: the action that it has come to. */
  readonly action?: StepAction;
  /** Of a write that took effect. */
  readonly undoable?: boolean;
  /** The outcome of its undo, which then is the outcome of the step in expressions. */
  readonly undo?: { readonly outcome: 'undone' | 'undo_failed'; readonly reason?: string };
}

/** What a run is pinned to. */
export interface PreparedRun {
  readonly runbook: CompiledRunbook;
  readonly sha256: string;
  readonly facts: RunFacts;
  /** Where actions are carried out. Absent: this installation writes nothing. */
  readonly execution?: { readonly taskQueue: string; readonly escalateTo?: string; readonly approvalsUrl?: string };
}

/** The answer of the `run` query: what pages and command line show. Plain data. */
export interface RunState {
  readonly runId: RunId;
  readonly runbook: { readonly name: string; readonly title: string; readonly sha256: string };
  readonly incidentId?: IncidentId;
  readonly target?: Target;
  readonly startedBy: Person;
  readonly state: 'starting' | 'running' | 'paused' | 'ended';
  readonly outcome?: RunOutcome;
  readonly reason?: string;
  /** Of a completed run: its runbook's `outputs`. */
  readonly outputs?: Readonly<Record<string, JsonValue>>;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly deadlineAt?: string;
  readonly endedAt?: string;
  readonly paused?: { readonly by: Person; readonly at: string; readonly reason?: string };
  readonly cancelled?: {
    readonly by: Person;
    readonly at: string;
    readonly reason: string;
    readonly handsOff: boolean;
  };
  /** Those that have started, in the order of their starts. */
  readonly steps: readonly StepRecord[];
  /** The steps of the top level, for display. */
  readonly plan: readonly { readonly id: string; readonly kind: StepKind; readonly title: string }[];
}

/** A runbook that the workers can run, as it is offered to people. */
export interface OfferedRunbook {
  readonly name: string;
  readonly title: string;
  readonly sha256: string;
  readonly inputs?: Form;
}

// What a step asks of tools and destinations. Activities get it together with the run.

interface ForRun {
  readonly runId: RunId;
  readonly incidentId?: IncidentId;
}

export interface ReadCall {
  readonly path: StepPath;
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, JsonValue>>;
  readonly environment?: Environment;
  readonly select: readonly (readonly string[])[];
  readonly withinSeconds: number;
  /** With what `until` may see beside `result`. */
  readonly poll?: CompiledPoll & { readonly scope: Readonly<Record<string, JsonValue>> };
}
export interface StepReadRequest extends ForRun, ReadCall {}

export interface ReadAnswer {
  readonly data: Readonly<Record<string, JsonValue>>;
  readonly evidence: readonly EvidenceId[];
  /** At most 2 KiB. */
  readonly summary: string;
}

export interface StepNotification {
  /** Sent once per path, however often it is tried. */
  readonly path: StepPath;
  /** `owner`, or the name of a destination. */
  readonly to: string;
  /** Whose owner `owner` is. */
  readonly service?: string;
  readonly text: string;
}
export interface NotificationRequest extends ForRun, StepNotification {}
