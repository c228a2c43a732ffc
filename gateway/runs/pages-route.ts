import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sendMissing } from '../errors.ts';
import { createLiveUpdates } from '../pages/live-updates.ts';
import { renderRunsPage } from '../pages/runs-page.tsx';
import { sendStream } from '../pages/send-stream.ts';
import { readRunAddress, runPath } from '#web/paths/gateway';
import { sendPage } from '#web/send-page';
import type { GatewayDependencies } from '../settings.ts';
import { showRun } from './show-run.ts';

const LISTED = 200;

/** `GET /runs`, `GET /runs/<run>` and its live updates. */
export function registerRunPages(app: FastifyInstance, dependencies: GatewayDependencies): void {
  const { runs } = dependencies;
  const live = createLiveUpdates(runs);
  app.addHook('preClose', async () => live.close());

  app.get('/runs', async (_request, reply) => {
    const page = renderRunsPage({ rows: await runs.list({ limit: LISTED }), limit: LISTED });
    return sendPage(reply, 200, page);
  });

  app.get('/runs/*', async (request, reply) => {
    const address = readRunAddress(z.object({ '*': z.string() }).parse(request.params)['*']);
    const known = await runs.get(address.runId);
    if (!known) return sendMissing(request, reply, 'There is no run at this address.');
    switch (address.kind) {
      case 'live':
        return sendStream(request, reply, live, address.runId);
      case 'page':
        return showRun(dependencies, request, reply, known);
      case 'action':
        // The address of a form, loaded again after it was refused.
        return reply.redirect(runPath(address.runId), 303);
      default:
        return address satisfies never;
    }
  });
}
