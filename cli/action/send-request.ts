import { randomBytes } from 'node:crypto';
import type { ActionRecord } from '#core/actions/action-work';
import type { ApprovalsRequest } from '#approvals/service/request-nonce';
import { plainLine } from '#core/text/plain-text';
import { writtenReason } from '#terminal/written-reason';
import { type ApprovalsPlace, type ApprovalsWorld, findAction } from './world.ts';

/** What a person may ask for besides a decision. */
type ActionRequest =
  { readonly what: 'withdraw' } | Pick<Extract<ApprovalsRequest, { readonly what: 'undo' }>, 'what' | 'answer'>;

/**
 * Finds an action, has the person sign in for this one request, sends it and prints the result.
 * @param whyNot why the action's state rules the request out, given its title; undefined where it is possible
 * @throws Error that says why nothing was done
 */
export async function sendRequest(
  { open, output }: ApprovalsWorld,
  given: string,
  options: ApprovalsPlace & { readonly reason: string },
  asked: ActionRequest,
  whyNot: (record: ActionRecord, title: string) => string | undefined,
): Promise<void> {
  const reason = writtenReason(options.reason, true);
  const { approvals, signIn } = await open(options);
  const actionHash = await findAction(approvals, given);
  const { record, signIn: issuer } = await approvals.get(actionHash);
  const problem = whyNot(record, plainLine(record.document?.title ?? actionHash, 200));
  if (problem !== undefined) throw new Error(problem);
  if (!issuer)
    throw new Error(
      `No identity provider is configured for ${record.document?.environment ?? 'its environment'}, so you cannot sign in.`,
    );
  const request = { ...asked, actionHash, reason, nonce: randomBytes(24).toString('base64url') };
  const { requestNonceOf } = await import('#approvals/service/request-nonce');
  const idToken = await signIn(issuer, requestNonceOf(request));
  output.write(`${plainLine(await approvals.request(request, idToken), 1000)}\n${approvals.pageOf(actionHash)}\n`);
}
