import type { FiringAlert } from '#core/evidence/observations';

// What the tools of this server need of an alerting back end. An adapter is one folder that provides it.

export interface HeldAlert {
  readonly alert: FiringAlert;
  readonly fingerprint: string;
  /** Ids of silences, fingerprints of inhibiting alerts. */
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

export interface AlertsBackEnd {
  /** For people: `alertmanager http://127.0.0.1:9093`. */
  readonly source: string;
  active(
    options: { readonly silenced: boolean; readonly inhibited: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly alerts: readonly HeldAlert[]; readonly warnings: readonly string[] }>;
}
