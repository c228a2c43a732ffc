import type { InfrastructureBackEnd } from '#mcp/servers/infrastructure/back-end';
import { combineInfrastructure } from '#mcp/servers/infrastructure/combine';
import type { Contract, Subject } from './contract.ts';
import { describeContract } from './describe-contract.ts';
import { inMemoryInfrastructure } from './in-memory/infrastructure.ts';
import { always, asksAbout, type InfrastructureFacts } from './infrastructure-facts.ts';
import { measureClauses } from './infrastructure-measures.ts';
import { pastClauses } from './infrastructure-past.ts';
import { stateClauses } from './infrastructure-state.ts';

export const infrastructureContract: Contract<InfrastructureBackEnd, InfrastructureFacts> = {
  server: 'infrastructure',
  clauses: [...stateClauses, ...pastClauses, ...measureClauses],
  neighbour: () => inMemoryInfrastructure({ services: { elsewhere: ['elsewhere-1'] } }).backEnd,
  combine: combineInfrastructure,
  asks: (backEnd, { service }, signal) => [
    () => backEnd.services(signal),
    () => backEnd.events({ start: always }, signal),
    ...asksAbout(backEnd, service, signal),
  ],
  calls: {
    check_health_checks: ({ service, instances }) => ({
      arguments: { service },
      data: { checked: instances.length, healthy: instances.length, unhealthy: 0, unhealthy_pods: [] },
    }),
    get_pod_logs: async ({ talkative }) => {
      const { service, instance } = await talkative();
      return { arguments: { service, pod: instance, lines: 3 }, data: { service, pod: instance, count: 3 } };
    },
    get_pod_status: async ({ crashed }) => {
      const { service, instance } = await crashed();
      const pod = { name: instance, state: 'healthy', is_ready: true, restarts: 1 };
      return { arguments: { service, pod: instance }, data: { service, instances: [pod], is_failing: false } };
    },
    get_recent_events: async ({ crashed }) => {
      const { service, since } = await crashed();
      return { arguments: { service, window: { start: since } }, data: { crashes: 1, restarts: 1 } };
    },
    get_resource_utilization: ({ service, instances }) => ({
      arguments: { service },
      data: { measured: instances.length, not_measured: 0 },
    }),
    get_service_status: ({ service, version, instances: { length } }) => ({
      arguments: { service },
      data: {
        service,
        version,
        replicas: length,
        ready: length,
        up_to_date: length,
        unavailable: 0,
        restarts: 0,
        workloads: [{ replicas: length, ready: length, rollout: { state: 'complete' } }],
      },
    }),
    list_failing_pods: () => ({ arguments: {}, data: { instances: [], count: 0 } }),
    list_pods: ({ service, instances }) => ({
      arguments: { service },
      data: { instances: instances.map((name) => ({ name, is_ready: true })), count: instances.length },
    }),
    plan_action: ({ service, instances: [pod] }) => ({
      arguments: { service, tool: 'restart_pod', parameters: { pod } },
      data: { target: { kind: 'instance', name: pod } },
    }),
  },
};

/** The tests of an adapter of the server infrastructure before one system. */
export function describeInfrastructure(subject: Subject<InfrastructureBackEnd, InfrastructureFacts>): void {
  describeContract(infrastructureContract, subject);
}
