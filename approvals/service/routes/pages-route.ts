import { isActionHash } from '#core/ids/action-hash';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { packageRoot } from '#processes/package-root';
import type { RequestOutcome } from '../carry-out.ts';
import { renderCommandPage, type CommandView } from '../pages/command-page.tsx';
import { renderActionListPage } from '../pages/list-page.tsx';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { sendRefusal } from '../errors.ts';
import type { Results, ServiceParts } from '../service-parts.ts';
import { sendPage } from '#web/send-page';
import { serveAssets } from '#web/serve-assets';
import { sessionOf } from '../service-parts.ts';
import { sendUnknown, showAction } from '../show-action.ts';
import type { ListActions } from '../list-actions.ts';

const Hash = z.object({ hash: z.string() });
const Query = z.object({ result: z.string().optional().catch(undefined) });

export type ShownOutcomes = Results<Exclude<RequestOutcome, { kind: 'signed' }>>;

/** `GET /`, `GET /actions/<hash>`, `GET /commands/<id>` and the static files. They change nothing. */
export async function registerActionPages(
  app: FastifyInstance,
  parts: ServiceParts,
  list: ListActions,
  outcomes: ShownOutcomes,
  commands: Results<CommandView>,
): Promise<void> {
  const { actions, cookies, tokens, settings } = parts;
  const root = packageRoot();
  await serveAssets(app, [join(root, 'approvals', 'service', 'assets'), join(root, 'web', 'assets')]);

  app.get('/', async (request, reply) => {
    if (!mayLook(parts, request)) return sendSignIn(parts, request, reply);
    const browser = cookies.browserOf(request, reply);
    const page = renderActionListPage({
      ...(await list()),
      session: sessionOf(parts, request),
      signOutToken: tokens.issue(browser, 'sign-out'),
      gatewayUrl: settings.gatewayUrl,
    });
    return sendPage(reply, 200, page);
  });

  app.get('/actions/:hash', async (request, reply) => {
    const { hash } = Hash.parse(request.params);
    if (!mayLook(parts, request)) return sendSignIn(parts, request, reply, hash);
    const known = await actions.get(hash);
    if (!known) return sendUnknown(request, reply);
    const outcome = outcomes.get(Query.parse(request.query).result, cookies.knownBrowser(request));
    return showAction(parts, request, reply, known, { outcome });
  });

  // The address of a form, loaded again after it was refused.
  for (const form of ['decide', 'withdraw', 'undo', 'outcome'])
    app.get(`/actions/:hash/${form}`, async (request, reply) => {
      const { hash } = Hash.parse(request.params);
      return isActionHash(hash) ? reply.redirect(`/actions/${hash}`, 303) : sendUnknown(request, reply);
    });

  app.get('/commands/:id', async (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params);
    const command = commands.get(id, cookies.knownBrowser(request));
    if (command) return sendPage(reply, 200, renderCommandPage(command));
    return sendRefusal(request, reply, {
      status: 404,
      error: 'not_found',
      title: 'Not found',
      paragraphs: [
        'This command is shown for 10 minutes, and only in the browser in which it was asked for.',
        'Open the action and ask for it anew.',
      ],
    });
  });
}

function mayLook(parts: ServiceParts, request: FastifyRequest): boolean {
  return !parts.signInToLook || sessionOf(parts, request) !== undefined;
}

function sendSignIn(
  { cookies, tokens, settings }: ServiceParts,
  request: FastifyRequest,
  reply: FastifyReply,
  actionHash?: string,
): FastifyReply {
  const browser = cookies.browserOf(request, reply);
  const page = renderSignInPage({
    issuers: Object.entries(settings.issuers).map(([name, { issuer }]) => ({ name, issuer })),
    token: tokens.issue(browser, 'sign-in'),
    ...(actionHash !== undefined && isActionHash(actionHash) && { actionHash }),
  });
  return sendPage(reply, 401, page);
}
