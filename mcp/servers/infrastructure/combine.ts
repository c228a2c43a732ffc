import { askAll, onlyOne, sourcesOf } from '../../kit/ask-all.ts';
import type { Chosen } from '../../kit/choose-back-ends.ts';
import type { InfrastructureBackEnd } from './back-end.ts';

/** Lists of all back ends; what is about one service comes from the one that runs it. */
export function combineInfrastructure({ members, all, of }: Chosen<InfrastructureBackEnd>): InfrastructureBackEnd {
  const [only, another] = members;
  if (only && !another) return only.backEnd;
  const running = (service: string, signal: AbortSignal) =>
    onlyOne(of(service), { server: 'infrastructure', service }, (one) => one.service(service, signal));
  return {
    source: sourcesOf(members),
    async services(signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.services(signal));
      return {
        services: answers.flatMap(({ answer }) => answer.services),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    service: async (name, signal) => (await running(name, signal)).service(name, signal),
    logs: async (request, signal) => (await running(request.service, signal)).logs(request, signal),
    async events(request, signal) {
      const asked = request.service === undefined ? all() : of(request.service);
      const { answers, warnings } = await askAll(asked, (one) => one.events(request, signal));
      return {
        events: answers.flatMap(({ answer }) => answer.events).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
        complete: answers.every(({ answer }) => answer.complete),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    utilization: async (service, signal) => (await running(service, signal)).utilization(service, signal),
    checkHealth: async (service, signal) => (await running(service, signal)).checkHealth(service, signal),
  };
}
