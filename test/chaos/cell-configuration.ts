// What a system has to say to be tried here: many services that may be written to all the time, half of them without
// approval.

export const issuer = 'http://127.0.0.1:9';
export const group = 'owners';
/** Those of the lab that run as one instance: the cheapest to scale up and down. */
export const services = ['ledger', 'mailer', 'queue', 'stock'] as const;

/** @param labs the address of each environment's lab; those whose name begins with `asks` want an approval */
export function cellConfiguration(taskQueue: string, heads: string, labs: Readonly<Record<string, string>>) {
  const names = Object.keys(labs);
  return {
    apiVersion: 'holdfast/v2',
    kind: 'Configuration',
    toolServers: {
      infrastructure: {
        environments: Object.fromEntries(names.map((name) => [name, { adapter: 'lab', url: labs[name], writes: {} }])),
      },
    },
    catalogue: {
      owners: { shop: { groups: [group] } },
      services: Object.fromEntries(services.map((name) => [name, { owner: 'shop' }])),
    },
    execution: { taskQueue },
    approvals: {
      issuers: { lab: { issuer, clientId: 'chaos', development: true } },
      environments: Object.fromEntries(
        names.map((name) => [
          name,
          { kind: name.startsWith('asks') ? 'production' : 'staging', issuer: 'lab', signInToDecide: false },
        ]),
      ),
    },
    policy: { file: 'policy.yaml' },
    audit: { heads },
  };
}

const reach = {
  instancesAtOnce: 10,
  percent: 100,
  minReady: 0,
  replicas: { min: 1, max: 10, maxDelta: 10, maxDeltaPercent: 100 },
};

/** Nothing that is tried here is held up by what was tried before. */
export const cellPolicy = {
  apiVersion: 'holdfast/v1',
  kind: 'Policy',
  ceilings: {
    ...reach,
    rollbackMaxAge: '30d',
    cooldown: '0s',
    rate: { count: 200, per: '1m' },
    errorBudget: { reversible: 0, destructive: 0 },
  },
  limits: { 'infrastructure.scale_deployment': reach },
  breaker: { bad: 200, within: '1m' },
  second: [],
};
