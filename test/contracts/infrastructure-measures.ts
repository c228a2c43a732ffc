import { expect } from 'vitest';
import { settledWithin } from './ends.ts';
import type { InfrastructureClause } from './infrastructure-facts.ts';

/** What is measured now. */
export const measureClauses: readonly InfrastructureClause[] = [
  {
    sentence: 'utilization() measures every instance, over a time that it says',
    async check({ backEnd, signal, service, instances }) {
      const { overSeconds, instances: used } = await backEnd.utilization(service, signal);
      expect(overSeconds).toBeGreaterThan(0);
      expect(used.map(({ instance }) => instance).sort()).toEqual(instances);
      for (const { cpuCores, memoryBytes, problem } of used) {
        expect(problem).toBeUndefined();
        expect(cpuCores).toBeGreaterThanOrEqual(0);
        expect(cpuCores).toBeLessThan(64);
        // Bytes, no kilobytes or pages: nothing that serves runs in less than a mebibyte.
        expect(memoryBytes).toBeGreaterThan(1024 * 1024);
      }
    },
  },
  {
    sentence: 'utilization() has undefined and a problem where it could not measure',
    async check({ backEnd, signal, service, whileHanging }) {
      await whileHanging(async (hanging) => {
        const { instances } = await backEnd.utilization(service, signal);
        const found = instances.find(({ instance }) => instance === hanging);
        expect([found?.cpuCores, found?.memoryBytes, typeof found?.problem]).toEqual([undefined, undefined, 'string']);
      });
    },
  },
  {
    sentence: 'checkHealth() asks every instance',
    async check({ backEnd, signal, service, instances }) {
      const checks = await backEnd.checkHealth(service, signal);
      expect(checks.map(({ instance }) => instance).sort()).toEqual(instances);
      expect(checks).toMatchObject(instances.map(() => ({ ok: true, state: 'healthy' })));
      expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
    },
  },
  {
    sentence: 'checkHealth(): one that hangs does not keep the others waiting',
    async check({ backEnd, signal, service, instances, whileHanging, patienceMilliseconds }) {
      await whileHanging(async (hanging) => {
        const checks = await settledWithin(patienceMilliseconds, backEnd.checkHealth(service, signal));
        const found = instances.map((name) => checks.find(({ instance }) => instance === name));
        expect(found.map((check) => check?.ok)).toEqual(instances.map((name) => name !== hanging));
        expect(checks.find(({ instance }) => instance === hanging)?.problem).toBeTypeOf('string');
      });
    },
  },
];
