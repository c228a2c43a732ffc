import type { Brief } from '#core/vocabulary/brief';
import type { Delivery } from '#core/vocabulary/alert';
import type { Evidence, EvidenceId } from '#core/vocabulary/evidence';
import type { IncidentPhase, IncidentState } from '#core/vocabulary/incident';
import type { Change } from '#core/vocabulary/observations';
import type {
  AnswerStep,
  CancelRun,
  HandsOff,
  PauseRun,
  ResumeRun,
  RunState,
  SkipStep,
  StartRun,
} from '#core/vocabulary/run';

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

/** Thrown by {@link Incidents} when Temporal cannot be reached in time: it passes. The message is for an operator. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

/**
 * Thrown by {@link Incidents} when Temporal answers and refuses (credentials, an unknown namespace): somebody must act.
 * The message says what; it is for an operator and has no secret.
 */
export class TemporalRefused extends Error {
  override readonly name = 'TemporalRefused';
}

/** Thrown by {@link Runs} when Temporal answers but no worker takes in what was sent: it may still arrive. */
export class WorkerUnanswered extends TemporalUnavailable {}

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

export interface Documents {
  /** Stores a masked delivery; @returns `dl_<sha256>`. */
  putDelivery(delivery: Delivery): Promise<string>;
  /** Keeps an authentic body that could not be read (masked text), for a person to look at; @returns its digest. */
  quarantine(integration: string, body: string, reason: string): Promise<string>;
  getEvidence(id: EvidenceId): Promise<Evidence | undefined>;
  /** The published brief by its digest. */
  getBrief(digest: string): Promise<Brief | undefined>;
  putChange(change: Change): Promise<void>;
}

/** One delivery or reported change, refused ones too. */
export interface IntakeRecord {
  readonly route: 'hook' | 'changes';
  readonly integration?: string;
  readonly outcome: 'accepted' | 'no_incident' | 'quarantined' | 'refused' | 'unavailable';
  readonly httpStatus: number;
  readonly reason?: string;
  readonly deliveryId?: string;
  readonly alerts?: number;
  readonly bytes: number;
  /** Of refusals before authentication: so many, of which this is the last. Absent means one. */
  readonly count?: number;
}

export interface IntakeAudit {
  recordIntake(record: IntakeRecord): Promise<void>;
}

export interface Masker {
  mask<T>(value: T): T;
}

/** Thrown by {@link Runs} when what is asked cannot be: the message says why, for the person who asked. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
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
