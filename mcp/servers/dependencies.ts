import type { Catalogue } from '#configuration/catalogue';
import type { Environment } from '#core/ids/environment';
import type { BackEndAddress } from '../backends/http.ts';
import type { ReportedChanges } from '../kit/ports.ts';
import type { ToolServerOptions } from '../kit/tool-server.ts';

// The entries of `toolServers` in holdfast.yaml, with the secrets read.

export interface ResolvedPrometheusServer {
  readonly adapter: 'prometheus';
  /** scrapeInterval in seconds. */
  readonly environments: Readonly<Record<Environment, BackEndAddress & { readonly scrapeInterval: number }>>;
}

export interface ResolvedAlertmanagerServer {
  readonly adapter: 'alertmanager';
  readonly environments: Readonly<Record<Environment, BackEndAddress>>;
}

export type ResolvedDeploymentsServer =
  | { readonly adapter: 'lab'; readonly environments: Readonly<Record<Environment, BackEndAddress>> }
  | { readonly adapter: 'reported'; readonly environments: readonly Environment[] };

export interface ResolvedInfrastructureServer {
  readonly adapter: 'lab';
  readonly environments: Readonly<Record<Environment, BackEndAddress>>;
}

/** What every server of ours is made with, beside its entry. */
export interface ServerDependencies extends Pick<
  ToolServerOptions,
  'audit' | 'masker' | 'scopes' | 'principal' | 'rateLimits' | 'concurrency' | 'log' | 'now'
> {
  readonly catalogue: Catalogue;
  readonly reportedChanges: ReportedChanges;
}
