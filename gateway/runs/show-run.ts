import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderRunPage } from '../pages/run-page.tsx';
import type { RefusedForm } from '../pages/show-incident.ts';
import { stateVersion } from '../pages/state-version.ts';
import { runPath } from '#web/paths/gateway';
import type { KnownRun } from '#temporal/ports';
import { sendPage } from '#web/send-page';
import type { GatewayDependencies } from '../settings.ts';
import { whoLooks } from '../who.ts';

/** Answers with a run's page. */
export function showRun(
  { incidents, settings }: Pick<GatewayDependencies, 'incidents' | 'settings'>,
  request: FastifyRequest,
  reply: FastifyReply,
  known: KnownRun,
  refused?: RefusedForm,
): FastifyReply {
  const page = renderRunPage({
    ...known,
    who: whoLooks(request.raw.rawHeaders, settings.userHeader),
    draft: refused?.draft,
    refusal: refused?.refusal,
    temporalUrl: incidents.temporalUiUrl(known.state.runId),
    version: stateVersion(known),
    approvalsUrl: settings.approvalsUrl,
    livePath: `${runPath(known.state.runId)}/live`,
  });
  return sendPage(reply, refused?.status ?? 200, page);
}
