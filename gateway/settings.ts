import type { OfferedRunbook } from '#core/runs/run';
import type { Logger } from 'pino';
import type { Documents, IntakeAudit, Masker } from './ports.ts';
import type { Deliveries, Incidents, Runs } from '#temporal/ports';

export type HookAuthentication =
  | { readonly kind: 'bearer'; readonly token: string }
  /** Hex of HMAC-SHA256 over the raw body, in `header`. */
  | { readonly kind: 'hmac'; readonly secret: string; readonly header: string };

/** One configured alert source, its secret read. */
export interface HookIntegration {
  readonly source: string;
  readonly authentication: HookAuthentication;
  /** Wins over `environmentLabel`. */
  readonly environment?: string;
  readonly environmentLabel: string;
  readonly serviceLabel: string;
  readonly severityLabel: string;
}

export interface GatewaySettings {
  /** The address that the caller binds: on loopback the Host header is checked against DNS rebinding. */
  readonly host: string;
  readonly publicUrl?: string;
  /** How people reach the approvals service; absent where nothing can be written. */
  readonly approvalsUrl?: string;
  /** In which header a proxy in front says who has signed in; without it people type their name, which proves nothing. */
  readonly userHeader?: string;
  /** Of `POST /v1/changes`; without it the route answers 401. */
  readonly changesToken?: string;
  /** By name, as in `/v1/hooks/<source>/<name>`. */
  readonly integrations: Readonly<Record<string, HookIntegration>>;
  /** Names of the catalogue's services. */
  readonly services: readonly string[];
}

export interface GatewayDependencies {
  readonly deliveries: Deliveries;
  readonly incidents: Incidents;
  readonly runs: Runs;
  /** What may be started from the pages, as it is now. */
  readonly offeredRunbooks: () => readonly OfferedRunbook[];
  readonly documents: Documents;
  readonly audit: IntakeAudit;
  readonly masker: Masker;
  readonly settings: GatewaySettings;
  readonly now: () => Date;
  readonly logger: Logger;
}
