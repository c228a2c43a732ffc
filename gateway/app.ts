import type { FastifyInstance } from 'fastify';
import { createAdmission } from './admission.ts';
import { createDeliveryCounter } from './delivery-counts.ts';
import { registerChanges } from './changes/route.ts';
import { registerGatewayHealth } from './health.ts';
import { registerHooks } from './hooks/route.ts';
import { registerHostCheck } from '#web/host-check';
import { registerErrors } from '#web/errors';
import { gatewayErrors } from './errors.ts';
import { createHttpFrame, registerSecurityHeaders } from '#web/http-frame';
import { logFailures } from '#temporal/log-failures';
import { registerPages } from './pages/route.ts';
import { createIncidentPage } from './pages/show-incident.ts';
import { registerForms } from './runs/forms-route.ts';
import { registerRunPages } from './runs/pages-route.ts';
import type { GatewayDependencies } from './settings.ts';

/** Half of what `openssl rand -hex 16` prints; anything shorter is a slip or a placeholder. */
const LEAST_SECRET_LENGTH = 16;
/**
 * Hooks, reported changes, pages and health on one HTTP server. The caller listens and closes; closing ends live updates.
 * @throws Error that names the integration whose secret is empty
 */
export function createGateway(outside: GatewayDependencies): FastifyInstance {
  const dependencies = {
    ...outside,
    deliveries: logFailures(outside.deliveries, 'deliveries', outside.logger),
    incidents: logFailures(outside.incidents, 'incidents', outside.logger),
    runs: logFailures(outside.runs, 'runs', outside.logger),
  };
  const { settings } = dependencies;
  checkSecrets(dependencies);
  const app = createHttpFrame(dependencies.logger);

  // Bytes only: a signature holds for bytes, and JSON is parsed strictly after that.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  registerErrors(app, gatewayErrors);
  registerHostCheck(app, settings, 'gateway.publicUrl');
  registerSecurityHeaders(app, settings);

  // In a plug-in of their own, so that the security headers are there before the first route.
  app.register(async (routes) => {
    const admission = createAdmission();
    const counter = createDeliveryCounter();
    registerHooks(routes, { ...dependencies, counter }, admission);
    registerChanges(routes, { ...dependencies, counter }, admission);
    registerGatewayHealth(routes, dependencies, counter);
    const incidentPage = createIncidentPage(dependencies);
    await registerPages(routes, dependencies, incidentPage);
    registerRunPages(routes, dependencies);
    registerForms(routes, dependencies, incidentPage);
  });
  return app;
}

function checkSecrets({ settings }: GatewayDependencies): void {
  if (settings.changesSecret?.read() === '')
    throw new Error('The secret of gateway.changes is empty; give it one or leave it out.');
  for (const [name, { authentication }] of Object.entries(settings.integrations)) {
    if (authentication.kind === 'none') continue;
    const { length } = authentication.secret.read();
    if (length === 0) throw new Error(`The secret of the integration "${name}" is empty: anyone could use it.`);
    if (length < LEAST_SECRET_LENGTH)
      throw new Error(
        `The secret of the integration "${name}" has ${length} characters, which can be guessed. Make one: openssl rand -hex 32`,
      );
  }
}
