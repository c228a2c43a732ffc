import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { RequestOutcome } from './carry-out.ts';
import { sendRefusal } from './errors.ts';
import { renderActionPage } from './pages/action-page.tsx';
import type { Draft } from '#web/pages/draft';
import type { FormName } from './pages/action-view.ts';
import { actionPath } from '#web/paths/approvals';
import type { KnownAction } from '#temporal/ports';
import { sendPage } from '#web/send-page';
import { type ServiceParts, sessionOf } from './service-parts.ts';
import { issuerSettingsOf } from './settings.ts';
import { shortHash } from '#core/ids/short-hash';

/** The page of an action, with what somebody just tried on it. */
export async function showAction(
  parts: ServiceParts,
  request: FastifyRequest,
  reply: FastifyReply,
  known: KnownAction,
  tried: {
    readonly status?: number;
    readonly outcome?: Exclude<RequestOutcome, { kind: 'signed' }>;
    readonly draft?: Draft<FormName>;
  } = {},
): Promise<FastifyReply> {
  if (known.kind === 'unanswered') return sendUnanswered(request, reply, known.actionHash);
  const { settings, tokens, cookies, now } = parts;
  const { record, failed, fault } = known;
  const environment = record.document?.environment;
  const issuer = issuerSettingsOf(settings, environment);
  const session = sessionOf(parts, request);
  const browser = cookies.browserOf(request, reply);
  const page = renderActionPage({
    record,
    failed,
    fault,
    issuer,
    session: session && issuer && session.issuer === issuer.name ? session : undefined,
    signInToDecide: needsToken(parts, record),
    outcome: tried.outcome,
    draft: tried.draft,
    looked: await lookAt(parts, record),
    token: tokens.issue(browser, actionPath(record.actionHash)),
    signOutToken: tokens.issue(browser, 'sign-out'),
    gatewayUrl: settings.gatewayUrl,
    now: now(),
  });
  return sendPage(reply, tried.status ?? 200, page);
}

/** Each decision about it carries an ID token of its own: as the policy asked or as we are configured, whatever is stricter. */
export function needsToken({ settings }: ServiceParts, { verdict, document }: ActionRecord): boolean {
  const environment = document?.environment ?? '';
  const isConfigured = Object.hasOwn(settings.environments, environment)
    ? settings.environments[environment]?.signInToDecide
    : true;
  return isConfigured !== false || (verdict?.kind === 'approvals' && verdict.needs.signIn);
}

export function sendUnanswered(request: FastifyRequest, reply: FastifyReply, actionHash: string): FastifyReply {
  return sendRefusal(request, reply, {
    status: 503,
    error: 'worker_unanswered',
    title: 'No executor answers',
    paragraphs: [
      `Temporal knows the action ${shortHash(actionHash)}, but nobody tells how it stands: look at the executor.`,
      'It is safe in Temporal, and nothing is written without an executor. Load this page again when one is back.',
    ],
    next: { href: actionPath(actionHash), text: 'Load it again' },
  });
}

export function sendUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendRefusal(request, reply, {
    status: 404,
    error: 'not_found',
    title: 'Not found',
    paragraphs: [
      'No action is known under this hash. It has 64 hexadecimal digits; an old link may name an action that has passed out of Temporal’s retention.',
    ],
  });
}

/** What stands there now is shown beside what was previewed; where nobody can tell, that is what the page says. */
export async function lookAt(
  { actions, logger, now }: ServiceParts,
  record: ActionRecord,
): Promise<ActionLook | undefined> {
  const { actionHash, state } = record;
  if (state !== 'awaiting') return record.looked;
  try {
    return await actions.lookAgain(actionHash);
  } catch (error) {
    logger.warn({ actionHash, err: error }, 'An action could not be looked at again');
    return { kind: 'unknown', at: now().toISOString(), reason: 'nobody answered in time' };
  }
}
