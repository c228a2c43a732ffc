import type { HttpClient } from '#http-client/create-http-client';
import type { LabWriteResult } from '../../../../backends/lab-answers.ts';
import { createLabWriteClient } from '../../../../backends/lab-writes.ts';
import type { WriteReach } from '../../../conditional-write.ts';
import type { InfrastructureWrites } from '../../writes.ts';
import { readLab } from './reads.ts';

/** Writes to the services of the lab's supervisor. */
export function writeLab(http: HttpClient): InfrastructureWrites {
  const { source, service } = readLab(http);
  const client = createLabWriteClient(http);
  return {
    source,
    service,
    scale: (replicas) => async (condition, signal) => reachOf(await client.change({ replicas }, condition, signal)),
    // Any instant will do: the mark and the resource version see to it that it is written once.
    restart: async (condition, signal) =>
      reachOf(await client.change({ restartedAt: new Date().toISOString() }, condition, signal)),
    endInstance: (instance) => async (condition, signal) =>
      reachOf(await client.endInstance(instance, condition, signal)),
    findWrite: client.writtenAt,
  };
}

function reachOf({ changed, replaces, ends, service }: LabWriteResult): WriteReach {
  const there = service.instances.filter(({ state }) => state !== 'draining').length;
  // Whatever replaces an instance is no more than it was.
  const more = replaces.length > 0 ? 0 : Math.max(0, service.replicas - there);
  const added = Array.from({ length: more }, (_, index) => `${service.name}-new-${index + 1}`);
  return { changed, instances: [...replaces, ...ends, ...added].sort() };
}
