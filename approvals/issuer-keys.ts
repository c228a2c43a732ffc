import type { JWK } from 'jose';
import { z } from 'zod';
import { isLoopback } from '#core/text/loopback';
import { createHttpClient } from '#http-client/create-http-client';
import type { HttpFailure } from '#http-client/http-failure';
import type { HttpAnswer, HttpRequest } from '#http-client/http-request';
import { keysFor } from './keys-for.ts';
import type { EnvironmentIssuer } from './environment-issuer.ts';
import type { TokenKeys } from './verify-id-token.ts';

const request: HttpRequest = {
  effect: 'read',
  method: 'GET',
  timeoutMilliseconds: 5_000,
  answerLimit: { bytes: 512 * 1024, beyond: 'fail' },
};
/** After this the keys are fetched again; until then an issuer that takes a key back is not noticed. */
const freshMs = 10 * 60_000;
/** So that tokens with invented key ids do not make us a load on the issuer. */
const leastBetweenMs = 5_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const Keys = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })).max(200),
});

interface Fetched {
  readonly keys: readonly JWK[];
  readonly atMs: number;
}

/**
 * The keys of identity providers, by their discovery documents: cached for ten minutes, fetched again for an id that is
 * not known. For an issuer that does not answer, what it said last counts, and after a restart the keys that were kept:
 * a decision that was verified when it came is not lost because the issuer is away at the write.
 * @param kept trusted like the issuer itself: from a folder that nobody but the executor writes
 */
export function createIssuerKeys(
  kept: (issuer: EnvironmentIssuer['issuer']) => Promise<readonly JWK[]> = () => Promise.resolve([]),
  nowMs: () => number = Date.now,
): TokenKeys {
  const known = new Map<string, Fetched>();
  const under = new Map<string, Promise<Fetched>>();

  async function fetched(issuer: EnvironmentIssuer['issuer']): Promise<Fetched> {
    const running = under.get(issuer.issuer);
    if (running) return running;
    const started = fetchKeys(issuer, nowMs()).finally(() => under.delete(issuer.issuer));
    under.set(issuer.issuer, started);
    const result = await started;
    known.set(issuer.issuer, result);
    return result;
  }

  return async (issuer, header) => {
    const cached = known.get(issuer.issuer);
    const age = cached ? nowMs() - cached.atMs : Infinity;
    const matching = cached ? keysFor(cached.keys, header) : [];
    if (cached && age < freshMs && (matching.length > 0 || age < leastBetweenMs)) return matching;
    try {
      return keysFor((await fetched(issuer)).keys, header);
    } catch (error) {
      const last = matching.length > 0 ? matching : keysFor(await kept(issuer), header);
      if (last.length > 0) return last;
      throw error;
    }
  };
}

/**
 * With the keys that the issuer has replaced since: for a decision that was verified when it came, and whose keys were kept
 * then. Without it nothing could be undone after a provider's routine rotation.
 */
export function withReplacedKeys(
  keys: TokenKeys,
  kept: (issuer: EnvironmentIssuer['issuer']) => Promise<readonly JWK[]>,
): TokenKeys {
  return async (issuer, header) => {
    const found = await keys(issuer, header);
    return found.length > 0 ? found : keysFor(await kept(issuer), header);
  };
}

async function fetchKeys(issuer: EnvironmentIssuer['issuer'], atMs: number): Promise<Fetched> {
  const address = `${issuer.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const discovery = Discovery.safeParse(await fetchJson(issuer, address));
  if (!discovery.success) throw unusable(issuer, `${address} is no discovery document`);
  if (discovery.data.issuer !== issuer.issuer)
    throw unusable(issuer, `${address} says that it is "${discovery.data.issuer}"; write it so in approvals.issuers`);
  const keys = Keys.safeParse(await fetchJson(issuer, discovery.data.jwks_uri));
  if (!keys.success) throw unusable(issuer, `${discovery.data.jwks_uri} is no set of keys`);
  return { keys: keys.data.keys, atMs };
}

async function fetchJson(issuer: EnvironmentIssuer['issuer'], address: string): Promise<unknown> {
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && !(issuer.development && protocol === 'http:' && isLoopback(hostname)))
    throw unusable(issuer, `${address} is not an https:// address`);
  const client = createHttpClient({ url: address, authentication: { kind: 'none' } });
  let answer: HttpAnswer;
  try {
    answer = await client.send(request, new AbortController().signal);
  } catch (error) {
    throw unusable(issuer, `${address} ${(error as HttpFailure).message}`, error);
  } finally {
    await client.close();
  }
  if (answer.status !== 200) throw unusable(issuer, `${address} answered HTTP ${answer.status}`);
  try {
    return JSON.parse(answer.body);
  } catch (error) {
    throw unusable(issuer, `${address} is not JSON`, error);
  }
}

function unusable(issuer: EnvironmentIssuer['issuer'], reason: string, cause?: unknown): Error {
  return new Error(`The keys of the identity provider ${issuer.issuer} cannot be found out: ${reason}.`, { cause });
}
