import { expect } from 'vitest';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { DeploymentsBackEnd } from '#mcp/servers/deployments/back-end';
import { combineDeployments } from '#mcp/servers/deployments/combine';
import { type Clause, type Contract, environment, type Subject } from './contract.ts';
import { describeContract } from './describe-contract.ts';
import { failureOf } from './ends.ts';

/** What a world of the port DeploymentsBackEnd shows: a service that was released once, a while after it was there. */
export interface DeploymentsFacts {
  readonly service: string;
  readonly release: {
    /** RFC 3339, as exactly as the back end keeps it. */
    readonly at: string;
    readonly version: string;
    readonly previousVersion: string;
  };
  /** Of a back end with the capability `rollouts`. */
  readonly instances: number;
}

const clauses: readonly Clause<DeploymentsBackEnd, DeploymentsFacts>[] = [
  {
    sentence: 'changes() has those of a window, its start inclusive, its end exclusive',
    async check({ backEnd, signal, service, release: { at, version } }) {
      const found = async (fromMilliseconds: number, toMilliseconds: number) => {
        const instant = (offset: number) => new Date(Date.parse(at) + offset).toISOString();
        const window = { start: instant(fromMilliseconds), end: instant(toMilliseconds) };
        const { changes, warnings } = await backEnd.changes(environment, window, signal);
        expect(warnings).toEqual([]);
        return changes.filter((change) => change.service === service && change.version === version).length;
      };
      expect(await found(-1_000, 1_000)).toBe(1);
      expect([await found(0, 1), await found(-1, 0), await found(1, 1_000)]).toEqual([1, 0, 0]);
    },
  },
  {
    sentence: 'a change says what was changed, where, when, and who says so',
    async check({ backEnd, signal, service, release: { at, version, previousVersion } }) {
      const window = { start: at, end: new Date(Date.parse(at) + 1).toISOString() };
      const { changes } = await backEnd.changes(environment, window, signal);
      const expected = { kind: 'release', service, environment, version, previous_version: previousVersion };
      const found = changes.filter((change) => change.service === service);
      expect(found).toMatchObject([expected]);
      expect(Date.parse(found[0]!.at)).toBe(Date.parse(at));
      expect([found[0]!.id, found[0]!.source]).not.toContain('');
    },
  },
  {
    sentence: 'revisions are oldest first and go up; the last one is wanted now',
    capability: 'rollouts',
    async check({ backEnd, signal, service, release, instances }) {
      const rollouts = await backEnd.rollouts(service, signal);
      const history = await rollouts.history(service, signal);
      const versions = history.revisions.map(({ version }) => version);
      expect(versions.slice(-2)).toEqual([release.previousVersion, release.version]);
      const numbers = history.revisions.map(({ revision }) => revision);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(history).toMatchObject({ rollout: 'complete', instances });
      expect(history.revisions.at(-1)).toMatchObject({ kind: 'release' });
      expect(rollouts.healthyForSeconds).toBeGreaterThan(0);
    },
  },
  {
    sentence: 'a revision says when it was completed, which is never before it began',
    capability: 'rollouts',
    async check({ backEnd, signal, service }) {
      const { revisions } = await (await backEnd.rollouts(service, signal)).history(service, signal);
      for (const { at, completedAt } of revisions) {
        expect(Date.parse(completedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(at));
      }
    },
  },
  {
    sentence: 'the history of a service that does not exist is NOT_FOUND, with those that there are',
    capability: 'rollouts',
    async check({ backEnd, signal, service }) {
      for (const name of ['no-such-service', '..', `${service}/revisions`, '__proto__', '\ud800']) {
        const ask = async () => (await backEnd.rollouts(name, signal)).history(name, signal);
        const failure = await failureOf(ask());
        expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
        expect(failure.message.replaceAll(name, '')).toContain(service);
      }
    },
  },
  {
    sentence: 'a back end that keeps no revisions says NOT_FOUND to who asks for them',
    withoutCapability: 'rollouts',
    async check({ backEnd, signal, service }) {
      const failure = await failureOf((async () => backEnd.rollouts(service, signal))());
      expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
    },
  },
];

export const deploymentsContract: Contract<DeploymentsBackEnd, DeploymentsFacts> = {
  server: 'deployments',
  clauses,
  neighbour: () => ({
    source: 'memory',
    changes: async () => ({ changes: [], warnings: [] }),
    rollouts(service) {
      throw new ToolFailure('NOT_FOUND', `memory has no service "${service}". It has none.`);
    },
  }),
  combine: combineDeployments,
  asks: (backEnd, { service, release: { at } }, signal) => [
    () => backEnd.changes(environment, { start: at, end: new Date().toISOString() }, signal),
    async () => (await backEnd.rollouts(service, signal)).history(service, signal),
  ],
  calls: {
    get_recent_deployments: ({ service, release: { at, version } }) => ({
      arguments: { services: [service], window: { start: at } },
      data: { changes: [{ service, version }] },
    }),
    get_rollout_history: ({ service, release: { version, previousVersion } }) => ({
      arguments: { service, limit: 2 },
      data: { service, revisions: [{ version, state: 'complete' }, { version: previousVersion }], count: 2 },
    }),
    plan_action: ({ service }) => ({
      arguments: { service, tool: 'rollback_deployment', parameters: { revision: 1 } },
      data: { target: { kind: 'service', name: service } },
    }),
    plan_rollback: ({ service, release: { version, previousVersion } }) => ({
      arguments: { service, healthy_for_seconds: 0 },
      data: { service, from: { version }, to: { version: previousVersion }, is_rollback_possible: true },
    }),
  },
};

/** The tests of an adapter of the server deployments before one system. */
export function describeDeployments(subject: Subject<DeploymentsBackEnd, DeploymentsFacts>): void {
  describeContract(deploymentsContract, subject);
}
