import type { Authentication } from '#http-client/authentication/authentication';
import { createHttpClient, type HttpClient } from '#http-client/create-http-client';
import { readProxies } from '#http-client/proxies';

/** A client for a server of a test, whatever proxy this machine needs. */
export function plainClient(url: string, authentication: Authentication = { kind: 'none' }): HttpClient {
  return createHttpClient({ url, authentication, proxies: readProxies({}) });
}
