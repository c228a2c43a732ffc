import type { HttpClient } from '#http-client/create-http-client';
import type { LabRevisions } from '../../../../backends/lab-answers.ts';
import { createLabSupervisorClient } from '../../../../backends/lab-supervisor.ts';
import type { DeploymentsBackEnd, Revision, RolloutHistory, RolloutsBackEnd } from '../../back-end.ts';

// The lab breaks and heals within seconds, where a system at work takes minutes.
export const healthyForSeconds = 5;

/** The lab's supervisor: it knows what it rolled out. */
export function readLab(http: HttpClient): DeploymentsBackEnd {
  const client = createLabSupervisorClient(http);
  const rollouts: RolloutsBackEnd = {
    source: client.source,
    healthyForSeconds,
    async history(name, signal) {
      return historyOf(await client.revisions(name, signal), client.source);
    },
  };
  return {
    source: client.source,
    async changes(environment, { start, end }, signal) {
      const changes = await client.changesSince(start, signal);
      return {
        changes: changes
          .filter(({ at }) => Date.parse(at) >= Date.parse(start) && Date.parse(at) < Date.parse(end))
          .map((change) => ({ ...change, environment, source: 'lab' })),
        warnings: [],
      };
    },
    rollouts: () => rollouts,
  };
}

/** @throws Error for an answer without a revision */
export function historyOf({ revisions, service }: LabRevisions, source: string): RolloutHistory {
  const [first, ...later] = revisions.map(revisionOf);
  if (!first) throw new Error(`${source} answered no revision of ${service.name}.`);
  const instances = service.instances.filter(({ state }) => state !== 'draining').length;
  return { revisions: [first, ...later], rollout: service.rollout.state, instances };
}

function revisionOf({ number, configuration, failure, ...rest }: LabRevisions['revisions'][number]): Revision {
  return {
    ...rest,
    revision: number,
    configuration: Object.fromEntries(Object.entries(configuration).map(([name, value]) => [name, String(value)])),
    failure: failure?.message,
  };
}
