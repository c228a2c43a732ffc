import type { JWK } from 'jose';
import { z } from 'zod';
import { isLoopback } from '#core/text/loopback';
import { keysFor } from './keys-for.ts';
import type { EnvironmentIssuer } from './environment-issuer.ts';
import type { TokenKeys } from './verify-id-token.ts';

const timeoutMs = 5_000;
const maximumBytes = 512 * 1024;
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
  let text: string;
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    text = await boundedText(response);
  } catch (error) {
    throw unusable(issuer, `${address} could not be read: ${wordsOf(error)}`, error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(issuer, `${address} is not JSON`, error);
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > maximumBytes) throw new Error(`it is larger than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unusable(issuer: EnvironmentIssuer['issuer'], reason: string, cause?: unknown): Error {
  return new Error(`The keys of the identity provider ${issuer.issuer} cannot be found out: ${reason}.`, { cause });
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  // fetch says "fetch failed" and keeps the reason in its cause.
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
