import { isActionHash } from '#core/ids/action-hash';
import type { FastifyInstance } from 'fastify';
import { actionOf, sendToSignIn } from '../act.ts';
import { finishIntent } from '../finish-intent.ts';
import type { CommandView } from '../pages/command-page.tsx';
import { fieldsOf } from '#web/forms';
import { formRefused, sendRefusal, signInRefused } from '../errors.ts';
import { actionPath, CALLBACK_PATH } from '#web/paths/approvals';
import { SignInRefused } from '../../sign-in-port.ts';
import type { Results, ServiceParts } from '../service-parts.ts';
import { ownOrigin } from '../service-parts.ts';
import type { ShownOutcomes } from './pages-route.ts';

/**
 * The way back from the identity provider. It is a GET because browsers come back so; what it does was asked for by a
 * form, in this browser, within the last ten minutes, and is done once.
 */
export function registerCallback(
  app: FastifyInstance,
  parts: ServiceParts,
  shown: { readonly outcomes: ShownOutcomes; readonly commands: Results<CommandView> },
): void {
  const { flows, cookies, sessions, record } = parts;
  app.get(CALLBACK_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const callback = new URL(request.url, `${ownOrigin(parts, request)}/`);
    const browser = cookies.knownBrowser(request);
    const states = callback.searchParams.getAll('state');
    const taken = flows.take(states.length === 1 ? states[0] : undefined, browser);
    if (taken.kind === 'refused' || browser === undefined) {
      const problem =
        taken.kind === 'refused' ? taken.reason : 'This browser did not begin it: it has no cookie of this service.';
      await record({ what: 'sign_in', outcome: 'refused', channel: 'page', problem });
      return sendRefusal(request, reply, signInRefused(problem));
    }
    const { begun, intent, issuer } = taken.flow;
    const actionHash = actionOf(intent);
    const about = { what: 'sign_in', channel: 'page', ...(actionHash !== undefined && { actionHash }) } as const;
    let signedIn;
    try {
      signedIn = await begun.finish(callback);
    } catch (error) {
      const problem = error instanceof SignInRefused ? error.message : 'The identity provider did not answer.';
      await record({ ...about, outcome: 'refused', problem });
      if (!(error instanceof SignInRefused)) throw error;
      return sendRefusal(request, reply, {
        ...signInRefused(problem, 'Nothing was done.'),
        ...(actionHash !== undefined && { next: { href: actionPath(actionHash), text: 'Back to the action' } }),
      });
    }
    await record({ ...about, outcome: 'accepted', by: signedIn.by });
    sessions.close(cookies.sessionOf(request));
    cookies.setSession(reply, sessions.open({ issuer, signedIn }));
    return finishIntent(parts, shown, request, reply, intent, signedIn, browser);
  });
}

/** `POST /sign-in` and `POST /sign-out`; the caller has checked where they come from and read their fields. */
export function registerSignIn(forms: FastifyInstance, parts: ServiceParts): void {
  const { settings, cookies, tokens, sessions } = parts;
  const isOurs = (fields: ReadonlyMap<string, string>, browser: string | undefined, page: string) =>
    tokens.read(fields.get('token'), browser, page);

  forms.post('/sign-in', async (request, reply) => {
    const fields = fieldsOf(request);
    const token = isOurs(fields, cookies.knownBrowser(request), 'sign-in');
    const issuer = fields.get('issuer') ?? '';
    if (token.kind === 'refused' || !Object.hasOwn(settings.issuers, issuer))
      return sendRefusal(
        request,
        reply,
        formRefused(token.kind === 'refused' ? token.reason : 'There is no identity provider with this name.'),
      );
    const action = fields.get('action');
    const actionHash = action !== undefined && isActionHash(action) ? action : undefined;
    return sendToSignIn(parts, request, reply, { issuer, intent: { kind: 'look', actionHash } });
  });

  forms.post('/sign-out', async (request, reply) => {
    const token = isOurs(fieldsOf(request), cookies.knownBrowser(request), 'sign-out');
    if (token.kind === 'refused') return sendRefusal(request, reply, formRefused(token.reason));
    sessions.close(cookies.sessionOf(request));
    cookies.setSession(reply, undefined);
    return reply.redirect('/', 303);
  });
}
