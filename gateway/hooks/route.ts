import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Admission } from '../admission.ts';
import type { IntakeTarget } from '../intake.ts';
import { registerIntake } from '../intake.ts';
import type { DeliveryCounter } from '../delivery-counts.ts';
import type { GatewayDependencies, HookIntegration } from '../settings.ts';
import { receiveDelivery } from './receive-delivery.ts';
import type { HookSource } from './source.ts';
import { hookSources } from './sources.ts';

interface HookTarget extends IntakeTarget {
  readonly source: HookSource;
  readonly name: string;
  readonly hook: HookIntegration;
}

const Path = z.object({ source: z.string(), integration: z.string() });

/** `POST /v1/hooks/<source>/<integration>` */
export function registerHooks(
  app: FastifyInstance,
  dependencies: GatewayDependencies & { readonly counter: DeliveryCounter },
  admission: Admission,
): void {
  const { settings, now } = dependencies;
  const integrations = new Map(Object.entries(settings.integrations));
  registerIntake<HookTarget>(app, dependencies, admission, {
    url: '/v1/hooks/:source/:integration',
    route: 'hook',
    bodyLimitBytes: Math.max(...hookSources.map(({ bodyLimitBytes }) => bodyLimitBytes)),
    findTarget(request) {
      const path = Path.parse(request.params);
      const source = hookSources.find(({ name }) => name === path.source);
      const hook = integrations.get(path.integration);
      // One answer for both: a stranger learns no names.
      if (!source || hook?.source !== source.name)
        return { unknown: 'No such hook; holdfast.yaml names source and integration of each under "integrations".' };
      return {
        integration: path.integration,
        bodyLimitBytes: source.bodyLimitBytes,
        authentication: hook.authentication,
        source,
        name: path.integration,
        hook,
      };
    },
    receive: async ({ source, name, hook }, body) =>
      receiveDelivery(
        body,
        source,
        { name, integration: hook, services: settings.services, receivedAt: now() },
        dependencies,
      ),
  });
}
