import { stringify } from 'yaml';
import { labCatalogue } from '#lab/catalogue';

/** Who there is: two who are on call for the services, one who leads incidents, one who may decide nothing. */
export const guardedPeople = [
  { subject: 'ada', name: 'Ada', groups: ['data-oncall'] },
  { subject: 'linus', name: 'Linus', groups: ['data-oncall'] },
  { subject: 'grace', name: 'Grace', groups: ['incident-commanders'] },
  { subject: 'eve', name: 'Eve', groups: ['visitors'] },
] as const;

/** The owner of the lab's ledger and stock. */
const groups = { data: ['data-oncall'] };

export interface GuardedAddresses {
  readonly investigateQueue: string;
  readonly executeQueue: string;
  readonly environments: Readonly<Record<'production' | 'staging' | 'development', string>>;
  readonly productionUrl: string;
  /** Of staging and development. */
  readonly otherUrl: string;
  readonly issuerUrl: string;
  readonly approvalsPort: number;
  readonly services: readonly string[];
  /** Servers of others, by name. With one nobody can decide anything. */
  readonly mounted: Readonly<Record<string, object>>;
}

/** `holdfast.yaml`: three environments, people who sign in, and restart_deployment as something that is destructive. */
export function guardedConfiguration(addresses: GuardedAddresses): string {
  const { environments, productionUrl, otherUrl, approvalsPort } = addresses;
  const backEnd = (url: string) => ({ adapter: 'lab', url, writes: {} });
  // Who mounts a program that may write anywhere may not have people who can be anybody.
  const issuer = Object.keys(addresses.mounted).length === 0 ? { issuer: 'lab' } : {};
  const rules = (kind: keyof typeof environments) => [environments[kind], { kind, ...issuer }];
  return stringify({
    apiVersion: 'holdfast/v2',
    kind: 'Configuration',
    temporal: { taskQueue: addresses.investigateQueue },
    execution: { taskQueue: addresses.executeQueue },
    approvals: {
      port: approvalsPort,
      publicUrl: `http://127.0.0.1:${approvalsPort}`,
      issuers: { lab: { issuer: addresses.issuerUrl, clientId: 'holdfast', development: true } },
      environments: Object.fromEntries([rules('production'), rules('staging'), rules('development')]),
    },
    policy: { file: 'policy.yaml' },
    toolServers: {
      infrastructure: {
        environments: {
          [environments.production]: backEnd(productionUrl),
          [environments.staging]: backEnd(otherUrl),
          [environments.development]: backEnd(otherUrl),
        },
        risks: { restart_deployment: 'destructive' },
      },
      ...addresses.mounted,
    },
    catalogue: {
      ...labCatalogue(addresses.services),
      owners: Object.fromEntries(Object.entries(groups).map(([owner, named]) => [owner, { groups: named }])),
    },
  });
}

const anyReach = { instancesAtOnce: 10, percent: 100, minReady: 0 };
const anyReplicas = { min: 0, max: 10, maxDelta: 10, maxDeltaPercent: 100 };

/** As far as one may go: what a test asks for must be stopped by what the test is about, not by a limit of numbers. */
export const guardedPolicy = stringify({
  apiVersion: 'holdfast/v1',
  kind: 'Policy',
  ceilings: {
    ...anyReach,
    replicas: anyReplicas,
    rollbackMaxAge: '30d',
    cooldown: '0s',
    rate: { count: 200, per: '1h' },
    errorBudget: { reversible: 0, destructive: 0 },
  },
  limits: {
    'infrastructure.restart_pod': anyReach,
    'infrastructure.restart_deployment': anyReach,
    'infrastructure.scale_deployment': { ...anyReach, replicas: anyReplicas },
  },
  breaker: { bad: 200, within: '1h' },
  second: ['incident-commanders'],
});
