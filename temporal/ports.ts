import type { Delivery } from '#core/alerts/alert';
import type { IncidentPhase, IncidentState } from '#core/incidents/incident';
import type {
  AnswerStep,
  CancelRun,
  HandsOff,
  PauseRun,
  ResumeRun,
  RunState,
  SkipStep,
  StartRun,
} from '#core/runs/run';

// What the gateway, the command line and the approvals service may ask of incidents and runs. Temporal is behind it.

// What the gateway needs from outside. `workers` plugs Temporal and the records in.

/** One row of the list of incidents, as visibility tells it. */
export interface IncidentRow {
  readonly workflowId: string;
  readonly runId: string;
  readonly incidentId: string;
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
  /** False: no worker answers, the state is what is known without it. */
  readonly answered: boolean;
  /** The workflow failed, timed out or was terminated. */
  readonly failed: boolean;
}

export interface Incidents {
  /**
   * Hands a stored delivery to its incident, starting one where a member fires. Durable when it resolves.
   * @returns `no_incident` for a delivery without a firing member that finds no live incident
   * @throws TemporalUnavailable, TemporalRefused
   */
  deliver(delivery: Delivery, deliveryId: string): Promise<'delivered' | 'no_incident'>;
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
  readonly runId: string;
  readonly runbook: string;
  readonly title: string;
  readonly state: RunState['state'] | 'failed';
  readonly outcome?: string;
  /** `payments in production`, once it is known. */
  readonly target?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt?: string;
}

export interface KnownRun {
  readonly state: RunState;
  /** False: no worker answers, the state is what is known without it. */
  readonly answered: boolean;
  /** The workflow itself failed, timed out or was terminated. */
  readonly failed: boolean;
}

/**
 * Runs of runbooks. All of it @throws TemporalUnavailable, TemporalRefused; what changes something also RunRefused and
 * WorkerUnanswered.
 */
export interface Runs {
  /**
   * For an incident, or alone.
   * @param key the same request with the same key starts one run, however often it is sent
   * @returns the run's id
   */
  start(request: StartRun, incidentId?: string, key?: string): Promise<string>;
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
