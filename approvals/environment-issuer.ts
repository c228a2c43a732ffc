import type { Approvals, IssuerEntry } from '#configuration/approvals';

/** The identity provider whose people decide in an environment, and whether each decision needs a sign-in of its own. */
export interface EnvironmentIssuer {
  readonly issuer: Pick<IssuerEntry, 'issuer' | 'clientId' | 'groupsClaim' | 'development'>;
  readonly signIn: boolean;
}

/** @returns why nobody can decide anything there, where no identity provider is pinned */
export function issuerOf(
  approvals: Pick<Approvals, 'issuers' | 'environments'>,
  environment: string,
):
  | ({ readonly kind: 'pinned'; readonly issuer: IssuerEntry } & EnvironmentIssuer)
  | {
      readonly kind: 'none';
      readonly reason: string;
    } {
  const rules = Object.hasOwn(approvals.environments, environment) ? approvals.environments[environment] : undefined;
  if (rules?.issuer === undefined)
    return {
      kind: 'none',
      reason:
        `nobody can decide in the environment "${environment}": it has no identity provider; ` +
        `name one in approvals.environments.${environment}.issuer`,
    };
  const issuer = Object.hasOwn(approvals.issuers, rules.issuer) ? approvals.issuers[rules.issuer] : undefined;
  if (!issuer)
    return {
      kind: 'none',
      reason:
        `nobody can decide in the environment "${environment}": its identity provider "${rules.issuer}" is not listed ` +
        'in approvals.issuers',
    };
  return { kind: 'pinned', issuer, signIn: rules.signInToDecide ?? rules.kind === 'production' };
}
