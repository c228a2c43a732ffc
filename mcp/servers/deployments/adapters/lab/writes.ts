import type { HttpClient } from '#http-client/create-http-client';
import { createLabSupervisorClient } from '../../../../backends/lab-supervisor.ts';
import { createLabWriteClient } from '../../../../backends/lab-writes.ts';
import type { DeploymentsWrites } from '../../writes.ts';
import { healthyForSeconds, historyOf } from './reads.ts';

/** Writes to the services of the lab's supervisor. */
export function writeLab(http: HttpClient): DeploymentsWrites {
  const reads = createLabSupervisorClient(http);
  const client = createLabWriteClient(http);
  return {
    source: client.source,
    healthyForSeconds,
    findWrite: client.writtenAt,
    async rollouts(name, signal) {
      const answer = await reads.revisions(name, signal);
      const { uid, resourceVersion, replicas, instances } = answer.service;
      return {
        uid,
        resourceVersion,
        replicas,
        ready: instances.filter(({ state }) => state === 'healthy').length,
        history: historyOf(answer, reads.source),
        goBackTo: (number) => async (condition, ofWrite) => {
          const revision = answer.revisions.find((one) => one.number === number);
          if (!revision) throw new Error(`Revision ${number} of ${name} was not in the history that was read.`);
          // A setting or a release that does not exist any more is refused by the supervisor, by name.
          const { version, configuration } = revision;
          const { changed, replaces } = await client.change({ version, configuration }, condition, ofWrite);
          return { changed, instances: [...replaces].sort() };
        },
      };
    },
  };
}
