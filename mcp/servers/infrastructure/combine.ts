import { askAll, onlyOne, sourcesOf } from '../../kit/ask-all.ts';
import type { Chosen } from '../../kit/choose-back-ends.ts';
import type { InfrastructureBackEnd } from './back-end.ts';

/** Lists of all back ends; what is about one service comes from the one that runs it. Each part names its back end. */
export function combineInfrastructure({ members, all, of }: Chosen<InfrastructureBackEnd>): InfrastructureBackEnd {
  const running = (service: string, signal: AbortSignal) =>
    onlyOne(of(service), { server: 'infrastructure', service }, (one) => one.service(service, signal));
  return {
    source: sourcesOf(members),
    async services(signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.services(signal));
      return {
        services: answers.flatMap(({ name, answer }) => named(name, answer.services)),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async service(service, signal) {
      const { name, backEnd } = await running(service, signal);
      return { ...(await backEnd.service(service, signal)), backEnd: name };
    },
    async logs(request, signal) {
      const { backEnd } = await running(request.service, signal);
      return backEnd.logs(request, signal);
    },
    async events(request, signal) {
      const asked = request.service === undefined ? all() : of(request.service);
      const { answers, warnings } = await askAll(asked, (one) => one.events(request, signal));
      return {
        events: answers
          .flatMap(({ name, answer }) => named(name, answer.events))
          .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
        complete: answers.every(({ answer }) => answer.complete),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
    async utilization(service, signal) {
      const { name, backEnd } = await running(service, signal);
      const { instances, ...rest } = await backEnd.utilization(service, signal);
      return { ...rest, instances: named(name, instances) };
    },
    async checkHealth(service, signal) {
      const { name, backEnd } = await running(service, signal);
      return named(name, await backEnd.checkHealth(service, signal));
    },
  };
}

function named<Part>(backEnd: string, parts: readonly Part[]): readonly (Part & { readonly backEnd: string })[] {
  return parts.map((part) => ({ ...part, backEnd }));
}
