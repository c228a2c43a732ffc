import type { Brief } from '#core/vocabulary/brief';
import type { Delivery } from '#core/vocabulary/alert';
import type { Evidence, EvidenceId } from '#core/vocabulary/evidence';
import type { IncidentPhase, IncidentState } from '#core/vocabulary/incident';
import type { Change } from '#core/vocabulary/observations';

// What the gateway needs from outside. `workers` plugs Temporal and the records in.

/** One row of the list of incidents, as visibility tells it. */
export interface IncidentRow {
  readonly workflowId: string;
  readonly runId: string;
  readonly incidentId: string;
  readonly title: string;
  readonly phase: IncidentPhase | 'failed';
  readonly severity?: string;
  readonly environment?: string;
  readonly services: readonly string[];
  /** RFC 3339. */
  readonly openedAt: string;
  readonly closedAt?: string;
}

/** Thrown by {@link Incidents} when Temporal cannot be reached in time: the sender is told to try again. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

export interface Incidents {
  /**
   * Hands a stored delivery to its incident, starting one where a member fires. Durable when it resolves.
   * @returns `no_incident` for a delivery without a firing member that finds no live incident
   * @throws TemporalUnavailable
   */
  deliver(delivery: Delivery, deliveryId: string): Promise<'delivered' | 'no_incident'>;
  /** Newest first. @throws TemporalUnavailable */
  list(options: { limit: number }): Promise<readonly IncidentRow[]>;
  /**
   * The state of one incident by its id (see `incidentId` of {@link IncidentRow}).
   * `answered: false`: no worker answers, the state is what is known without it.
   * @throws TemporalUnavailable
   */
  get(incidentId: string): Promise<{ state: IncidentState; answered: boolean } | undefined>;
  /** The address of a workflow in the Temporal UI, where one is known. */
  temporalUiUrl(workflowId: string, runId?: string): string | undefined;
  /** Resolves when Temporal answers. @throws TemporalUnavailable */
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
  /** `accepted`, `no_incident`, `quarantined`, `refused`, `unavailable`. */
  readonly outcome: string;
  readonly httpStatus: number;
  readonly reason?: string;
  readonly deliveryId?: string;
  readonly alerts?: number;
  readonly bytes: number;
}

export interface IntakeAudit {
  recordIntake(record: IntakeRecord): Promise<void>;
}

export interface Masker {
  mask<T>(value: T): T;
}
