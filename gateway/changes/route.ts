import type { FastifyInstance } from 'fastify';
import type { Admission } from '../admission.ts';
import { registerIntake } from '../intake.ts';
import type { DeliveryCounter } from '../delivery-counts.ts';
import type { GatewayDependencies } from '../settings.ts';
import { receiveChange } from './receive-change.ts';

const BODY_LIMIT_BYTES = 512 * 1024;

/** `POST /v1/changes` */
export function registerChanges(
  app: FastifyInstance,
  dependencies: GatewayDependencies & { readonly counter: DeliveryCounter },
  admission: Admission,
): void {
  const { changesToken: token } = dependencies.settings;
  const target = {
    bodyLimitBytes: BODY_LIMIT_BYTES,
    authentication: token === undefined ? undefined : ({ kind: 'bearer', token } as const),
  };
  registerIntake(app, dependencies, admission, {
    url: '/v1/changes',
    route: 'changes',
    bodyLimitBytes: BODY_LIMIT_BYTES,
    findTarget: () => target,
    receive: async (_target, body) => receiveChange(body, dependencies),
  });
}
