import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInPolicies } from '#configuration/load-policy';
import { policyWorld } from '#configuration/policy-world';
import { Configuration } from '#configuration/configuration';
import { type CompiledPolicy, compilePolicy } from '#core/policy/compile-policy';
import { sha256 } from '#records/digest';
import { companyIssuer } from './people.ts';

// Policies to choose from, each with what it says in words of the test's own: the oracle never asks the product.

export const environments = ['development', 'staging', 'production'] as const;
/** Policy knows it and lets much happen there; this executor holds no credential for it. */
export const spareEnvironment = 'spare';
export const ownerGroups: Readonly<Record<string, string>> = { payments: 'payments-oncall', ledger: 'ledger-oncall' };
export const services = Object.keys(ownerGroups);

export type Asked = 'nobody' | 'one' | 'two';
export interface Judged {
  readonly environment: string;
  readonly service: string;
  readonly tool: string;
  readonly risk: 'reversible' | 'destructive';
}

const byDefault = ({ environment, risk }: Judged): Asked => {
  const isProduction = environment === 'production';
  if (risk === 'destructive') return isProduction ? 'two' : 'one';
  return isProduction ? 'one' : 'nobody';
};

export interface PolicyChoice {
  /** YAML after the policy that comes with Holdfast. */
  readonly more?: string;
  readonly owners?: string;
  /** It does not compile: none is in force. */
  readonly broken?: true;
  readonly asks: (judged: Judged) => Asked;
  readonly forbids: (judged: Judged) => boolean;
  readonly breakGlass?: true;
}

const never = () => false;

export const policies = {
  default: { asks: byDefault, forbids: never },
  stagingAsks: {
    more: 'environments: { staging: { reversible: one_approval } }',
    asks: (judged) => (judged.environment === 'staging' && byDefault(judged) === 'nobody' ? 'one' : byDefault(judged)),
    forbids: never,
  },
  freeze: {
    more: `freezes:
  - { name: holidays, reason: nobody is here, zone: UTC, from: '2020-01-01T00:00', to: '2099-01-01T00:00', environments: [production, staging] }`,
    asks: byDefault,
    forbids: ({ environment }) => environment !== 'development',
  },
  forbid: {
    more: 'forbid: [{ name: no-restarts, reason: they lose orders, tools: [infrastructure.restart_deployment] }]',
    asks: byDefault,
    forbids: ({ tool }) => tool === 'restart_deployment',
  },
  ownersAskTwo: {
    owners: `apiVersion: holdfast/v1
kind: OwnerPolicy
owner: team-payments
environments: { production: { reversible: two_approvals }, development: { reversible: one_approval } }`,
    asks: (judged) => {
      if (judged.service !== 'payments' || judged.risk === 'destructive') return byDefault(judged);
      if (judged.environment === 'production') return 'two';
      return judged.environment === 'development' ? 'one' : byDefault(judged);
    },
    forbids: never,
  },
  breakGlass: { more: 'breakGlass: { groups: [emergency] }', asks: byDefault, forbids: never, breakGlass: true },
  broken: { more: 'freezes: [{ name: what }]', broken: true, asks: byDefault, forbids: () => true },
} as const satisfies Readonly<Record<string, PolicyChoice>>;
export type PolicyName = keyof typeof policies;
export const policyNames = Object.keys(policies) as readonly PolicyName[];

export const configuration: Configuration = Configuration.parse({
  apiVersion: 'holdfast/v2',
  kind: 'Configuration',
  toolServers: Object.fromEntries(
    ['infrastructure', 'deployments'].map((name) => [
      name,
      {
        environments: Object.fromEntries(
          environments.map((each) => [each, { adapter: 'lab', url: 'http://127.0.0.1:9' }]),
        ),
      },
    ]),
  ),
  catalogue: {
    owners: {
      'team-payments': { groups: ['payments-oncall'] },
      'team-ledger': { groups: ['ledger-oncall'] },
    },
    services: { payments: { owner: 'team-payments' }, ledger: { owner: 'team-ledger' } },
  },
  approvals: {
    issuers: {
      company: { issuer: companyIssuer, clientId: 'holdfast' },
      other: { issuer: 'https://other.example', clientId: 'holdfast' },
    },
    environments: {
      development: { kind: 'development', issuer: 'company' },
      staging: { kind: 'staging', issuer: 'company' },
      production: { kind: 'production', issuer: 'company' },
      [spareEnvironment]: { kind: 'development', issuer: 'company' },
    },
  },
});

const compiled = new Map<PolicyName, CompiledPolicy>();

/** @throws Error where it does not compile */
export function compiledPolicy(name: PolicyName): CompiledPolicy {
  const known = compiled.get(name);
  if (known) return known;
  const choice: PolicyChoice = policies[name];
  const standard = readFileSync(join(builtInPolicies(), 'default.yaml'), 'utf8');
  const { policy, problems } = compilePolicy({
    platform: { file: `${name}.yaml`, text: `${standard}\n${choice.more ?? ''}\n` },
    owners: choice.owners === undefined ? [] : [{ file: 'owners.yaml', text: choice.owners }],
    world: policyWorld(configuration),
    digest: sha256,
  });
  if (!policy) throw new Error(`${name}: ${problems.map(({ problem }) => problem).join('; ')}`);
  compiled.set(name, policy);
  return policy;
}
