import type { FastifyReply, FastifyRequest } from 'fastify';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import { act, actionOf } from './act.ts';
import { sendRefusal } from './errors.ts';
import type { Intent } from './intent.ts';
import type { CommandView } from './pages/command-page.tsx';
import { actionPath } from '#web/paths/approvals';
import type { SignedInPerson } from '../sign-in-port.ts';
import type { ShownOutcomes } from './routes/pages-route.ts';
import type { Results, ServiceParts } from './service-parts.ts';
import { temporalCommand } from './temporal-command.ts';

/** Does what a known person asked for, and sends them to the page that says what came of it. */
export async function finishIntent(
  { carryOut, settings }: ServiceParts,
  shown: { readonly outcomes: ShownOutcomes; readonly commands: Results<CommandView> },
  request: FastifyRequest,
  reply: FastifyReply,
  intent: Intent,
  signedIn: Omit<SignedInPerson, 'idToken'> & { readonly idToken?: string },
  browser: string,
): Promise<FastifyReply> {
  const actionHash = actionOf(intent);
  const page = actionHash === undefined ? '/' : actionPath(actionHash);
  let outcome;
  try {
    outcome = await act(carryOut, intent, signedIn);
  } catch (error) {
    if (!(error instanceof TemporalUnavailable || error instanceof TemporalRefused)) throw error;
    request.log.error({ err: error, actionHash }, 'A decision could not be sent');
    return sendRefusal(request, reply, {
      status: 503,
      error: 'temporal_unavailable',
      title: 'Temporal does not answer',
      paragraphs: [
        'What you asked for could not be sent to the action, because Temporal cannot be reached right now. Only the sign-in is lost.',
        'Open the action again when Temporal is back, and check first whether it has arrived after all; sent twice it counts once.',
      ],
      next: { href: page, text: 'Open the action' },
    });
  }
  if (!outcome || actionHash === undefined) return reply.redirect(page, 303);
  if (outcome.kind !== 'signed') return reply.redirect(`${page}?result=${shown.outcomes.keep(browser, outcome)}`, 303);
  const id = shown.commands.keep(browser, {
    actionHash,
    command: temporalCommand(actionHash, outcome.decision, settings.temporal),
    expiresAt: intent.kind === 'decision' ? intent.body.expiresAt : '',
  });
  return reply.redirect(`/commands/${id}`, 303);
}
