import { z } from 'zod';
import type { ActionRecord } from '#core/actions/action-work';
import type { DecisionBody } from '#core/actions/decision';
import { plainText } from '#core/text/plain-text';
import type { ActionRow } from '#temporal/ports';
import { actionPath } from '#web/paths/approvals';
import { type ApprovalsRequest, requestNonceOf } from '#approvals/service/request-nonce';
import { faultOfShown } from '#temporal/shown-action';
import type { ActionHash } from '#core/ids/action-hash';

// The approvals service, as the command line asks it.

/** Longer than the service's own deadline. */
const deadlineMilliseconds = 50_000;
const textLength = 2000;

const Issuer = z.object({
  issuer: z.string().min(1).max(500),
  clientId: z.string().min(1).max(500),
  groupsClaim: z.string().min(1).max(200),
  development: z.boolean(),
  isConfidential: z.boolean(),
});
/** Where a person signs in. */
export type ApprovalsIssuer = z.infer<typeof Issuer>;

const Refusal = z.object({ error: z.string(), message: z.string(), issuers: z.array(Issuer).optional() });
const Row = z.custom<ActionRow>(
  (value) => z.object({ actionHash: z.string(), title: z.string() }).safeParse(value).success,
);
const List = z.object({ waiting: z.array(Row), others: z.array(Row) });
const ShownAction = z.object({
  record: z.custom<ActionRecord>(
    (value) =>
      z
        .object({
          actionHash: z.string(),
          bytes: z.string(),
          state: z.string(),
          steps: z.array(z.object({ state: z.string(), at: z.string() })),
          decisions: z.array(z.unknown()),
          refusedCount: z.number(),
        })
        .safeParse(value).success,
  ),
  failed: z.boolean(),
  fault: z.string().optional(),
  undecidable: z.string().optional(),
  signIn: Issuer.optional(),
});
export type ShownAction = z.infer<typeof ShownAction>;
const Done = z.object({ message: z.string() });

/** How a person proves who they are for one request. @returns an ID token */
export type SignInFor = (issuer: ApprovalsIssuer, nonce: string, freshSeconds?: number) => Promise<string>;

export interface ApprovalsClient {
  list(): Promise<{ readonly waiting: readonly ActionRow[]; readonly others: readonly ActionRow[] }>;
  get(actionHash: ActionHash): Promise<ShownAction>;
  /** @returns the result as a sentence. @throws Error that says why it does not count */
  decide(body: DecisionBody, idToken: string): Promise<string>;
  /** The same for a request that is not a decision. */
  request(request: Exclude<ApprovalsRequest, { readonly what: 'look' }>, idToken: string): Promise<string>;
  /** The address of its page. */
  pageOf(actionHash: string): string;
}

/** @param signIn for reading, where the service shows actions to signed-in people only */
export function createApprovalsClient(url: string, signIn: SignInFor): ApprovalsClient {
  let lookToken: string | undefined;

  async function ask<T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> {
    const answer = await send(path, body);
    if (answer.ok) return read(schema, answer.body);
    const refusal = Refusal.safeParse(answer.body);
    if (!refusal.success)
      throw new Error(`${url} answered HTTP ${answer.status}, and not as an approvals service. Check --service.`);
    const { error, message, issuers = [] } = refusal.data;
    const [issuer] = issuers;
    if (error !== 'sign_in_required' || lookToken !== undefined || !issuer)
      throw new Error(plainText(message, textLength));
    lookToken = await signIn(issuer, requestNonceOf({ what: 'look' }));
    return ask(schema, path, body);
  }

  async function send(path: string, body: object | undefined) {
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMilliseconds),
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          ...(lookToken !== undefined && { authorization: `Bearer ${lookToken}` }),
        },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      return { ok: response.ok, status: response.status, body: parseJson(await response.text()) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(
        `The approvals service at ${url} does not answer: ${cause}. Start Holdfast, or give its address with --service.`,
        { cause: error },
      );
    }
  }

  function read<T>(schema: z.ZodType<T>, body: unknown): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new Error(`${url} returned an unexpected response. It may be another version of Holdfast.`);
  }

  return {
    list: () => ask(List, '/v1/actions'),
    async get(actionHash) {
      const shown = await ask(ShownAction, `/v1/actions/${actionHash}`);
      // Not on the service's word alone: what is shown here must be what is decided.
      const fault = shown.fault ?? faultOfShown(actionHash, shown.record);
      return { ...shown, ...(fault !== undefined && { fault }) };
    },
    decide: async (body, idToken) => (await ask(Done, '/v1/decisions', { body, idToken })).message,
    request: async ({ what, actionHash, ...asked }, idToken) =>
      (await ask(Done, `/v1/actions/${actionHash}/${what}`, { ...asked, idToken })).message,
    pageOf: (actionHash) => `${url}${actionPath(actionHash)}`,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Judged with every other unexpected answer.
    return undefined;
  }
}
