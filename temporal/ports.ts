import type { Preview } from '#core/actions/action';
import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { ResolveUnknown, UndoAction, WithdrawAction } from '#core/actions/action-messages';
import type { AnswerStep, CancelRun, HandsOff, PauseRun, ResumeRun, SkipStep, StartRun } from '#core/runs/run-messages';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { Delivery } from '#core/alerts/alert';
import type { IncidentPhase, IncidentState } from '#core/incidents/incident';
import type { RunState } from '#core/runs/run';
import type { ActionHash } from '#core/ids/action-hash';
import type { IncidentId, RunId } from '#core/ids/workflow-ids';

// What pages and the command line may ask of incidents, runs and actions. Temporal is behind it.

/** One row of the list of incidents, as visibility has it. */
export interface IncidentRow {
  readonly workflowId: string;
  readonly runId: string;
  readonly incidentId: IncidentId;
  readonly title: string;
  /** The brief's line about the cause. */
  readonly headline?: string;
  readonly phase: IncidentPhase | 'failed';
  readonly severity?: string;
  readonly environment?: string;
  readonly services: readonly string[];
  /** RFC 3339. */
  readonly openedAt: string;
  readonly closedAt?: string;
}

export interface KnownIncident {
  readonly state: IncidentState;
  /** False: no worker answers, and the state is what visibility has. */
  readonly answered: boolean;
  /** The workflow failed, timed out or was terminated. */
  readonly failed: boolean;
}

export interface Deliveries {
  /**
   * Hands a stored delivery to its incident, starting one where a member fires. Durable when it resolves.
   * @returns `no_incident` for a delivery without a firing member that finds no live incident
   * @throws TemporalUnavailable, TemporalRefused
   */
  deliver(delivery: Delivery, deliveryId: string): Promise<'delivered' | 'no_incident'>;
}

export interface Incidents {
  /** Newest first. @throws TemporalUnavailable, TemporalRefused */
  list(options: { limit: number }): Promise<readonly IncidentRow[]>;
  /**
   * The state of one incident by its id (see `incidentId` of {@link IncidentRow}).
   * @throws TemporalUnavailable, TemporalRefused
   */
  get(incidentId: string): Promise<KnownIncident | undefined>;
  /** The address of a workflow in the Temporal UI, where one is known. */
  temporalUiUrl(workflowId: string, runId?: string): string | undefined;
  /** Resolves when Temporal answers and has our namespace. @throws TemporalUnavailable, TemporalRefused */
  ping(): Promise<void>;
}

export interface RunRow {
  readonly runId: RunId;
  readonly runbook: string;
  readonly title: string;
  readonly state: RunState['state'] | 'failed';
  readonly outcome?: string;
  /** `payments in production`, once the run knows it. */
  readonly target?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt?: string;
}

export interface KnownRun {
  readonly state: RunState;
  /** False: no worker answers, and the state is what visibility has. */
  readonly answered: boolean;
  /** The workflow itself failed, timed out or was terminated. */
  readonly failed: boolean;
}

/**
 * Runs of runbooks. All of it @throws TemporalUnavailable, TemporalRefused; what changes something also RequestRefused and
 * WorkerUnanswered.
 */
export interface Runs {
  /**
   * For an incident, or alone.
   * @param key the same request with the same key starts one run, however often it is sent
   * @returns the run's id
   */
  start(request: StartRun, incidentId?: string, key?: string): Promise<RunId>;
  get(runId: string): Promise<KnownRun | undefined>;
  /** Newest first. */
  list(options: { limit: number }): Promise<readonly RunRow[]>;
  answer(runId: string, message: AnswerStep): Promise<void>;
  pause(runId: string, message: PauseRun): Promise<void>;
  resume(runId: string, message: ResumeRun): Promise<void>;
  skip(runId: string, message: SkipStep): Promise<void>;
  cancel(runId: string, message: CancelRun): Promise<void>;
  /** Of an incident. */
  handsOff(incidentId: string, message: HandsOff): Promise<void>;
}

/** One row of a list of actions. */
export interface ActionRow {
  readonly actionHash: ActionHash;
  readonly title: string;
  readonly environment?: string;
  readonly service?: string;
  /** Absent: no worker could be asked. */
  readonly state?: ActionRecord['state'];
  /** Of an action that waits for people, as is the deadline. */
  readonly risk?: Preview['risk'];
  /** RFC 3339. */
  readonly proposedAt: string;
  /** RFC 3339: of the approval. */
  readonly deadlineAt?: string;
  /** RFC 3339. */
  readonly endedAt?: string;
}

/** An action whose worker answers. */
export interface AnsweredAction {
  readonly kind: 'answered';
  /** Texts of others are stripped of invisible characters, and bounded; `bytes` are as they are. */
  readonly record: ActionRecord;
  /** The workflow itself failed, timed out or was terminated. */
  readonly failed: boolean;
  /** What does not match its hashes, a whole sentence. Nobody should decide about it. */
  readonly fault?: string;
}

export type KnownAction =
  | AnsweredAction
  /** Temporal knows it, and no worker answers for it. */
  | { readonly kind: 'unanswered'; readonly actionHash: ActionHash; readonly failed: boolean };

/**
 * Actions. All of it @throws TemporalUnavailable, TemporalRefused; what changes something also RequestRefused and
 * WorkerUnanswered.
 */
export interface Actions {
  /** Those that wait for people, the most urgent first; and the newest that no longer wait. */
  list(): Promise<{ readonly waiting: readonly ActionRow[]; readonly others: readonly ActionRow[] }>;
  get(actionHash: string): Promise<KnownAction | undefined>;
  /** Sent again under the same id it counts once. @returns what the executor found */
  decide(actionHash: ActionHash, decision: SignedDecision, updateId: string): Promise<VerifiedDecision>;
  withdraw(actionHash: ActionHash, message: WithdrawAction): Promise<void>;
  undo(actionHash: ActionHash, message: UndoAction): Promise<void>;
  resolveUnknown(actionHash: ActionHash, message: ResolveUnknown): Promise<void>;
  /** Whether it would still do what was previewed, of an action that waits for people. */
  lookAgain(actionHash: ActionHash): Promise<ActionLook>;
  /** Resolves when Temporal answers. */
  ping(): Promise<void>;
}
