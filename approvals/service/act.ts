import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { nonceOf } from '../decision-nonce.ts';
import type { CarryOut, RequestOutcome } from './carry-out.ts';
import type { Intent } from './intent.ts';
import { CALLBACK_PATH } from '#web/paths/approvals';
import type { SignedInPerson } from '../sign-in-port.ts';
import { ownOrigin, type ServiceParts } from './service-parts.ts';
import type { ActionHash } from '#core/ids/action-hash';

/** Sends a browser to an identity provider, to come back with who somebody is for what they asked. */
export async function sendToSignIn(
  parts: ServiceParts,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: { readonly issuer: string; readonly intent: Intent; readonly freshSeconds?: number },
): Promise<FastifyReply> {
  const { signIn, flows, cookies } = parts;
  const { issuer, intent, freshSeconds } = asked;
  const begun = await signIn.begin({
    issuer,
    // Of a decision the token is good for this decision alone.
    nonce: intent.kind === 'decision' ? nonceOf(intent.body) : randomUUID(),
    redirectUri: `${ownOrigin(parts, request)}${CALLBACK_PATH}`,
    ...(freshSeconds !== undefined && { freshSeconds }),
  });
  flows.keep({ browser: cookies.browserOf(request, reply), begun, intent, issuer });
  return reply.redirect(begun.url, 303);
}

/** What a known person asked for. Undefined: nothing but to be known. */
export async function act(
  carryOut: CarryOut,
  intent: Intent,
  signedIn: Omit<SignedInPerson, 'idToken'> & { readonly idToken?: string },
): Promise<RequestOutcome | undefined> {
  switch (intent.kind) {
    case 'decision':
      return carryOut.decide(intent, signedIn);
    case 'withdraw':
      return carryOut.withdraw(intent, signedIn.by, 'page');
    case 'undo':
      return carryOut.undo(intent, signedIn, 'page');
    case 'outcome':
      return carryOut.tellOutcome(intent, signedIn, 'page');
    case 'look':
      return undefined;
    default:
      return intent satisfies never;
  }
}

export function actionOf(intent: Intent): ActionHash | undefined {
  return intent.kind === 'decision' ? intent.body.actionHash : intent.actionHash;
}
