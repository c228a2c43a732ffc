import type { OfferedRunbook } from '#core/runs/run';
import type { Logger } from 'pino';
import type { SharedSecret } from './authentication/authentication.ts';
import type { HookSource } from './hooks/define-hook-source.ts';
import type { OpenIntegration } from './hooks/open-integrations.ts';
import type { Documents, IntakeAudit } from './ports.ts';
import type { Masker } from '#core/text/masker';
import type { Deliveries, Incidents, Runs } from '#temporal/ports';

export interface GatewaySettings {
  /** The address that the caller binds: on loopback the Host header is checked against DNS rebinding. */
  readonly host: string;
  readonly publicUrl?: string;
  /** How people reach the approvals service; absent where nothing can be written. */
  readonly approvalsUrl?: string;
  /** The header in which a proxy in front names who has signed in; without it people type their name, which proves nothing. */
  readonly userHeader?: string;
  /** Of `POST /v1/changes`; without it the route answers 401. */
  readonly changesSecret?: SharedSecret;
  /** By name, as in `/v1/hooks/<source>/<name>`. */
  readonly integrations: Readonly<Record<string, OpenIntegration>>;
  /** All that can be configured: shown where nothing is. */
  readonly hookSources: readonly HookSource[];
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
