import type { Logger } from 'pino';
import type { IssuerEntry } from '#configuration/approvals';
import type { ApprovalsPorts } from './ports.ts';

/** An identity provider, as the service needs to know it; the command line is told all but the last two. */
export interface IssuerSettings extends Pick<IssuerEntry, 'issuer' | 'clientId' | 'groupsClaim' | 'development'> {
  /** Has a client secret: the command line has not, and people decide on the page. */
  readonly isConfidential: boolean;
  /** Where the forms of our pages lead to sign in: the Content-Security-Policy lets them go nowhere else. */
  readonly origins: readonly string[];
}

export interface EnvironmentSettings {
  /** Name of its identity provider. Without one nobody can decide. */
  readonly issuer?: string;
  /** Each decision carries an ID token of its own. */
  readonly signInToDecide: boolean;
}

export interface ApprovalsSettings {
  /** The address that the caller binds. On loopback the Host header is checked; elsewhere people sign in to look. */
  readonly host: string;
  readonly publicUrl?: string;
  readonly issuers: Readonly<Record<string, IssuerSettings>>;
  readonly environments: Readonly<Record<string, EnvironmentSettings>>;
  /** Where evidence and incidents are shown. */
  readonly gatewayUrl?: string;
  readonly temporal: { readonly namespace: string; readonly address?: string };
}

export interface ApprovalsDependencies extends ApprovalsPorts {
  readonly settings: ApprovalsSettings;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** The identity provider of an environment, with its name. */
export function issuerSettingsOf(
  { environments, issuers }: ApprovalsSettings,
  environment: string | undefined,
): (IssuerSettings & { readonly name: string }) | undefined {
  if (environment === undefined || !Object.hasOwn(environments, environment)) return undefined;
  const name = environments[environment]?.issuer;
  const entry = name !== undefined && Object.hasOwn(issuers, name) ? issuers[name] : undefined;
  return entry && name !== undefined ? { ...entry, name } : undefined;
}
