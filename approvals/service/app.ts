import type { FastifyInstance } from 'fastify';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { logFailures } from '#temporal/log-failures';
import { registerHostCheck } from '#web/host-check';
import { createHttpFrame, registerSecurityHeaders } from '#web/http-frame';
import { registerErrors } from '#web/errors';
import { registerHealth } from '#web/health';
import { approvalsErrors } from './errors.ts';
import { createListActions } from './list-actions.ts';
import type { CommandView } from './pages/command-page.tsx';
import { registerApi } from './routes/api-route.ts';
import { registerActionForms } from './routes/forms-route.ts';
import { registerActionPages, type ShownOutcomes } from './routes/pages-route.ts';
import { registerCallback } from './routes/sign-in-route.ts';
import { createResults, createServiceParts, type ServiceParts } from './service-parts.ts';
import type { ApprovalsDependencies } from './settings.ts';

/**
 * The pages on which people look at actions and decide, the same for the command line, and the way to the identity
 * provider and back. Reads change nothing. The caller listens and closes.
 * @throws Error where forms would be sent in the clear: a public address without https beyond this machine
 */
export function approvalsApp(dependencies: ApprovalsDependencies): FastifyInstance {
  const { settings, now, logger } = dependencies;
  const actions = logFailures(dependencies.actions, 'actions', logger);
  const parts = createServiceParts({ ...dependencies, actions });
  if (parts.signInToLook && settings.publicUrl?.startsWith('https:') !== true)
    throw new Error(
      `approvals.host is ${settings.host}, which others can reach: set approvals.publicUrl to the https:// address that they open.`,
    );
  const app = createHttpFrame(logger);
  registerErrors(app, approvalsErrors);
  registerHostCheck(app, settings, 'approvals.publicUrl');
  // Our forms lead to the identity provider by a redirect.
  const formOrigins = [...new Set(Object.values(settings.issuers).flatMap(({ origins }) => origins))];
  registerSecurityHeaders(app, { publicUrl: settings.publicUrl, formOrigins });

  // In a plug-in of their own, so that the security headers are there before the first route.
  app.register(async (routes) => {
    const outcomes: ShownOutcomes = createResults();
    const commands = createResults<CommandView>();
    const list = createListActions(actions, now);
    registerServiceHealth(routes, parts);
    await registerActionPages(routes, parts, list, outcomes, commands);
    registerCallback(routes, parts, { outcomes, commands });
    registerActionForms(routes, parts, { outcomes, commands });
    registerApi(routes, parts, list);
  });
  return app;
}

function registerServiceHealth(app: FastifyInstance, { actions, counts, mask }: ServiceParts): void {
  registerHealth(app, {
    check: () => actions.ping(),
    explain(error) {
      const isExplained = error instanceof TemporalUnavailable || error instanceof TemporalRefused;
      return isExplained ? mask(error.message) : "The check itself failed; see the service's log.";
    },
  });
  app.get('/metrics', async (_request, reply) => reply.type(counts.contentType).send(await counts.text()));
}
