import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isEvidenceId } from '#core/ids/evidence-id';
import { sendMissing } from '../errors.ts';
import { shownHooks } from '../hooks/shown-hooks.ts';
import { packageRoot } from '#processes/package-root';
import { incidentPath, readIncidentAddress } from '#web/paths/gateway';
import { sendPage } from '#web/send-page';
import { serveAssets } from '#web/serve-assets';
import type { GatewayDependencies } from '../settings.ts';
import { renderEvidencePage } from './evidence-page.tsx';
import { renderListPage } from './list-page.tsx';
import { createLiveUpdates } from './live-updates.ts';
import { sendStream } from './send-stream.ts';
import { createPlotServer } from './serve-plot.ts';
import type { IncidentPage } from './show-incident.ts';

const LISTED = 200;

/** The pages, their pictures, live updates and static files. */
export async function registerPages(
  app: FastifyInstance,
  { incidents, documents, settings }: GatewayDependencies,
  incidentPage: IncidentPage,
): Promise<void> {
  const live = createLiveUpdates(incidents);
  const servePlot = createPlotServer();
  app.addHook('preClose', async () => live.close());
  await serveAssets(app, [join(packageRoot(), 'web', 'assets')]);

  app.get('/', async (request, reply) => {
    const rows = await incidents.list({ limit: LISTED });
    const origin = settings.publicUrl ?? `http://${request.host}`;
    const page = renderListPage({ rows, limit: LISTED, hooks: shownHooks(settings, origin.replace(/\/+$/, '')) });
    return sendPage(reply, 200, page);
  });

  app.get('/incidents/*', async (request, reply) => {
    const address = readIncidentAddress(z.object({ '*': z.string() }).parse(request.params)['*']);
    const known = await incidents.get(address.incidentId);
    if (!known) return sendMissing(request, reply, 'There is no incident at this address.');
    const { state } = known;
    switch (address.kind) {
      case 'live':
        return sendStream(request, reply, live, state.incidentId);
      case 'plot': {
        const read = state.brief && (await incidentPage.readBrief(state.brief.digest));
        const plot = read?.plots[address.number - 1];
        reply.header('cache-control', 'no-store');
        if (!state.brief || !plot) return sendMissing(request, reply, 'This brief has no such plot.');
        return servePlot(reply, request.query, `${state.brief.digest} ${address.number}`, plot);
      }
      case 'page':
        return incidentPage.show(request, reply, known);
      case 'action':
        // The address of a form, loaded again after it was refused.
        return reply.redirect(incidentPath(state.incidentId), 303);
      default:
        return address satisfies never;
    }
  });

  app.get('/evidence/:id', async (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const evidence = isEvidenceId(id) ? await documents.getEvidence(id) : undefined;
    if (!evidence) return sendMissing(request, reply, 'There is no evidence with this id.');
    return sendPage(reply, 200, renderEvidencePage(evidence));
  });
}
