import type { FastifyInstance } from 'fastify';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { registerHostCheck } from '#web/host-check';
import { createHttpFrame, registerSecurityHeaders } from '#web/http-frame';
import { registerErrors, RETRY_AFTER_SECONDS } from './errors.ts';
import { createListActions } from './list-actions.ts';
import type { CommandView } from './pages/command-page.tsx';
import { registerApi } from './routes/api-route.ts';
import { registerForms } from './routes/forms-route.ts';
import { registerPages, type ShownOutcomes } from './routes/pages-route.ts';
import { registerCallback } from './routes/sign-in-route.ts';
import { createResults, createServiceParts, type ServiceParts } from './service-parts.ts';
import type { ApprovalsDependencies } from './settings.ts';

/**
 * The pages on which people look at actions and decide, the same for the command line, and the way to the identity
 * provider and back. Reads change nothing. The caller listens and closes.
 * @throws Error where forms would be sent in the clear: a public address without https beyond this machine
 */
export function approvalsApp(dependencies: ApprovalsDependencies): FastifyInstance {
  const { settings, actions, now } = dependencies;
  const parts = createServiceParts(dependencies);
  if (parts.signInToLook && settings.publicUrl?.startsWith('https:') !== true)
    throw new Error(
      `approvals.host is ${settings.host}, which others can reach: set approvals.publicUrl to the https:// address at which they do.`,
    );
  const app = createHttpFrame(dependencies.logger);
  registerErrors(app);
  registerHostCheck(app, settings, 'approvals.publicUrl');
  // Forms of ours lead to the identity provider by a redirect.
  const formOrigins = [...new Set(Object.values(settings.issuers).flatMap(({ origins }) => origins))];
  registerSecurityHeaders(app, { publicUrl: settings.publicUrl, formOrigins });

  // In a plug-in of their own, so that the security headers are there before the first route.
  app.register(async (routes) => {
    const outcomes: ShownOutcomes = createResults();
    const commands = createResults<CommandView>();
    const list = createListActions(actions, now);
    registerHealth(routes, parts);
    await registerPages(routes, parts, list, outcomes, commands);
    registerCallback(routes, parts, { outcomes, commands });
    registerForms(routes, parts, { outcomes, commands });
    registerApi(routes, parts, list);
  });
  return app;
}

function registerHealth(app: FastifyInstance, { actions, counts, mask }: ServiceParts): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await actions.ping();
      return { status: 'ready' };
    } catch (error) {
      const isTold = error instanceof TemporalUnavailable || error instanceof TemporalRefused;
      const message = isTold ? mask(error.message) : 'The check itself failed; the log of the service says why.';
      return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send({ status: 'not_ready', message });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(counts.contentType).send(await counts.text()));
}
