import type { Change } from '#core/evidence/observations';
import { notFound } from '#mcp/kit/not-found';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { DeploymentsBackEnd, Revision, RolloutHistory } from '#mcp/servers/deployments/back-end';
import { environment } from './contract.ts';
import { deploymentsContract, type DeploymentsFacts } from './deployments.ts';
import { describeBreaking } from './describe-breaking.ts';

const at = '2026-01-01T00:01:00.000Z';
const facts: DeploymentsFacts = {
  service: 'payments',
  release: { at, version: 'v2', previousVersion: 'v1' },
  instances: 3,
};

const change: Change = {
  id: 'change-1',
  kind: 'release',
  service: 'payments',
  environment,
  at,
  version: 'v2',
  previous_version: 'v1',
  source: 'memory',
};

function revision(number: number, begun: string): Revision {
  return { revision: number, version: `v${number}`, kind: 'release', at: begun, configuration: {}, completedAt: begun };
}

const history: RolloutHistory = {
  revisions: [revision(1, '2026-01-01T00:00:00.000Z'), revision(2, at)],
  rollout: 'complete',
  instances: 3,
};

const rolloutsOf = (answer: (service: string) => RolloutHistory): Partial<DeploymentsBackEnd> => ({
  rollouts: () => ({ source: 'memory', healthyForSeconds: 5, history: async (service) => answer(service) }),
});

function known(service: string): RolloutHistory {
  if (service !== 'payments') throw notFound('memory', 'service', service, ['payments']);
  return history;
}

const backEnd = {
  source: 'memory',
  changes: async (_, { start, end }) => ({ changes: at >= start && at < end ? [change] : [], warnings: [] }),
  ...rolloutsOf(known),
} as DeploymentsBackEnd;

const withoutRollouts: Partial<DeploymentsBackEnd> = {
  rollouts() {
    throw new ToolFailure('NOT_FOUND', 'memory keeps no revisions.');
  },
};

describeBreaking(
  deploymentsContract,
  ({ withoutCapability }) => ({ facts, backEnd: { ...backEnd, ...(withoutCapability ? withoutRollouts : {}) } }),
  {
    'changes() has those of a window, its start inclusive, its end exclusive': () => ({
      changes: async (_, { start, end }) => ({ changes: at > start && at <= end ? [change] : [], warnings: [] }),
    }),
    'a change says what was changed, where, when, and who says so': () => ({
      changes: async () => ({ changes: [{ ...change, environment: 'staging' }], warnings: [] }),
    }),
    'revisions are oldest first and go up; the last one is wanted now': () =>
      rolloutsOf(() => ({ ...history, revisions: [history.revisions[1]!, history.revisions[0]] })),
    'a revision says when it was completed, which is never before it began': () =>
      rolloutsOf(() => ({ ...history, revisions: [{ ...history.revisions[0], completedAt: undefined }] })),
    'the history of a service that does not exist is NOT_FOUND, with those that there are': () =>
      rolloutsOf(() => history),
    'a back end that keeps no revisions says NOT_FOUND to who asks for them': () => rolloutsOf(() => history),
  },
);
