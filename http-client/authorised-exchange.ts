import type { Authorisation } from './authentication/authorisation.ts';
import { createSecretHeaders } from './authentication/secret-headers.ts';
import type { HttpHeaders } from './http-request.ts';
import type { HttpTarget } from './http-target.ts';
import type { WireEnd, WireRequest } from './exchange.ts';
import type { Transport } from './transport.ts';

export interface AuthorisedRequest extends WireRequest {
  /** Whether it may be sent again after HTTP 401. */
  readonly repeatable: boolean;
}

/**
 * Sends a request with everything that authenticates it, and once more where it was refused (HTTP 401) for credentials
 * that have changed since. Where it may not be sent again, the next one has the new credentials.
 */
export function createAuthorisedExchange(
  transport: Pick<Transport, 'exchange'>,
  authorisations: readonly Authorisation[],
): (request: AuthorisedRequest) => Promise<WireEnd> {
  const authorise = async (request: WireRequest): Promise<HttpHeaders> => {
    const headers = { ...request.headers };
    for (const { authorise } of authorisations) Object.assign(headers, await authorise(request, request.signal));
    return headers;
  };
  return async ({ repeatable, ...request }) => {
    const headers = await authorise(request);
    const end = await transport.exchange({ ...request, headers });
    if (end.kind !== 'answer' || end.answer.status !== 401) return end;
    const changes = await Promise.all(authorisations.map(({ refresh }) => refresh(headers)));
    if (!repeatable || !changes.includes(true)) return end;
    return transport.exchange({ ...request, headers: await authorise(request) });
  };
}

/** The headers that a target wants with every request. */
export function createTargetHeaders(headers: NonNullable<HttpTarget['headers']>): Authorisation {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const secrets = Object.values(headers).filter((value) => typeof value !== 'string');
  return createSecretHeaders(secrets, async () => {
    const current: Record<string, string> = {};
    for (const [name, value] of entries) current[name] = typeof value === 'string' ? value : await value.read();
    return current;
  });
}
