import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Admission } from '../admission.ts';
import type { DeliveryCounter } from '../delivery-counts.ts';
import { type IntakeTarget, registerIntake } from '../intake.ts';
import type { GatewayDependencies } from '../settings.ts';
import type { OpenIntegration } from './open-integrations.ts';
import { receiveDelivery } from './receive-delivery.ts';
import { createReplayGuard } from './replay-guard.ts';

interface HookTarget extends IntakeTarget {
  readonly integration: string;
  readonly opened: OpenIntegration;
}

const Path = z.object({ source: z.string(), integration: z.string() });

/** `POST /v1/hooks/<source>/<integration>` */
export function registerHooks(
  app: FastifyInstance,
  dependencies: GatewayDependencies & { readonly counter: DeliveryCounter },
  admission: Admission,
): void {
  const { settings, now } = dependencies;
  const targets = new Map(
    Object.entries(settings.integrations).map(([integration, opened]): [string, HookTarget] => {
      const { authentication, source } = opened;
      const { bodyLimitBytes, freshSeconds } = source;
      const replayGuard = freshSeconds === undefined ? undefined : createReplayGuard(freshSeconds, now);
      return [integration, { integration, opened, authentication, bodyLimitBytes, replayGuard }];
    }),
  );
  registerIntake<HookTarget>(app, dependencies, admission, {
    url: '/v1/hooks/:source/:integration',
    route: 'hook',
    bodyLimitBytes: Math.max(1, ...[...targets.values()].map(({ bodyLimitBytes }) => bodyLimitBytes)),
    findTarget(request) {
      const path = Path.parse(request.params);
      const target = targets.get(path.integration);
      // One answer for both: a stranger learns no names.
      return target?.opened.source.name === path.source
        ? target
        : { unknown: 'No such hook; holdfast.yaml names source and integration of each under "integrations".' };
    },
    receive: async ({ integration, opened }, body) => {
      const { source, environment, settings: own } = opened;
      const context = { name: integration, environment, settings: own, services: settings.services, receivedAt: now() };
      return receiveDelivery(body, source, context, dependencies);
    },
  });
}
