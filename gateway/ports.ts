import type { Brief } from '#core/brief/brief';
import type { Delivery } from '#core/alerts/alert';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { Change } from '#core/evidence/observations';

// What the gateway needs from outside, beside Temporal's clients (temporal/ports.ts). `workers` plugs it in.

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
