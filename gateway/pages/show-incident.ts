import type { FastifyReply, FastifyRequest } from 'fastify';
import { incidentPath } from '#web/paths/gateway';
import type { KnownIncident } from '#temporal/ports';
import { sendPage } from '#web/send-page';
import type { GatewayDependencies } from '../settings.ts';
import { whoLooks } from '../who.ts';
import type { Draft } from '#web/pages/draft';
import { renderIncidentPage } from './incident-page.tsx';
import { createBriefReader } from './read-brief.ts';
import { stateVersion } from './state-version.ts';

/** A form that was refused. */
export interface RefusedForm {
  readonly status: 409 | 422;
  /** A whole sentence. */
  readonly refusal: string;
  readonly draft?: Draft;
}

/** Answers with an incident's page, and reads the brief that its plots are drawn from. */
export function createIncidentPage({
  incidents,
  documents,
  settings,
  offeredRunbooks,
  logger,
}: Pick<GatewayDependencies, 'incidents' | 'documents' | 'settings' | 'offeredRunbooks' | 'logger'>) {
  const briefs = createBriefReader(documents, logger);
  return {
    readBrief: briefs.read,
    async show(request: FastifyRequest, reply: FastifyReply, known: KnownIncident, refused?: RefusedForm) {
      const { state, answered, failed } = known;
      const read = state.brief && (await briefs.read(state.brief.digest));
      const page = renderIncidentPage({
        state,
        answered,
        failed,
        brief: read?.brief,
        plots: read?.plots ?? [],
        temporalUrl: incidents.temporalUiUrl(state.workflowId),
        version: stateVersion(known),
        livePath: `${incidentPath(state.incidentId)}/live`,
        offered: offeredRunbooks(),
        approvalsUrl: settings.approvalsUrl,
        who: whoLooks(request.raw.rawHeaders, settings.userHeader),
        draft: refused?.draft,
        refusal: refused?.refusal,
        stands: refused !== undefined || /[?&]stand\b/.test(request.url),
      });
      return sendPage(reply, refused?.status ?? 200, page);
    },
  };
}
export type IncidentPage = ReturnType<typeof createIncidentPage>;
