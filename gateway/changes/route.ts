import type { FastifyInstance } from 'fastify';
import type { Admission } from '../admission.ts';
import type { IntakeAuthentication } from '../authentication/authentication.ts';
import { bearerAuthentication } from '../authentication/bearer.ts';
import { registerIntake } from '../intake.ts';
import type { DeliveryCounter } from '../delivery-counts.ts';
import type { GatewayDependencies } from '../settings.ts';
import { receiveChange } from './receive-change.ts';

const notConfigured: IntakeAuthentication = {
  kind: 'none',
  remedy: 'No bearer is configured for this route; set gateway.changes.bearer in holdfast.yaml.',
};
const BODY_LIMIT_BYTES = 512 * 1024;

/** `POST /v1/changes` */
export function registerChanges(
  app: FastifyInstance,
  dependencies: GatewayDependencies & { readonly counter: DeliveryCounter },
  admission: Admission,
): void {
  const { changesSecret } = dependencies.settings;
  const target = {
    bodyLimitBytes: BODY_LIMIT_BYTES,
    authentication: changesSecret === undefined ? notConfigured : bearerAuthentication(changesSecret),
  };
  registerIntake(app, dependencies, admission, {
    url: '/v1/changes',
    route: 'changes',
    bodyLimitBytes: BODY_LIMIT_BYTES,
    findTarget: () => target,
    receive: async (_target, body) => receiveChange(body, dependencies),
  });
}
