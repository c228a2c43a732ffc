import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient } from '#http-client/create-http-client';
import { HttpFailure, type HttpTrouble } from '#http-client/http-failure';
import type { HttpRequest } from '#http-client/http-request';
import type { HttpTarget } from '#http-client/http-target';
import { readProxies } from '#http-client/proxies';
import type { Secret } from '#http-client/secret';

/** Whatever proxy this machine needs is none of a test's. */
const noProxies = readProxies({});

/** A client that is closed when the test ends. */
export function open(target: Partial<HttpTarget> & Pick<HttpTarget, 'url'>, now?: () => number): HttpClient {
  const client = createHttpClient({ authentication: { kind: 'none' }, proxies: noProxies, ...target }, now);
  onTestFinished(() => client.close());
  return client;
}

export const going = () => new AbortController().signal;

export const read = (more: Partial<HttpRequest> = {}): HttpRequest => ({ effect: 'read', method: 'GET', ...more });
export const write = (more: Partial<HttpRequest> = {}): HttpRequest => ({ effect: 'write', method: 'POST', ...more });

/** What stands in the way of a request that must fail. */
export async function troubleOf(sent: Promise<unknown>): Promise<HttpTrouble & { readonly message: string }> {
  const failure = await sent.then(
    (answer) => `It was answered: ${JSON.stringify(answer)}`,
    (error: unknown) => error,
  );
  if (failure instanceof HttpFailure) return { ...failure.trouble, message: failure.message };
  throw new Error(`No HttpFailure: ${String(failure)}`);
}

export interface RotatedSecret extends Secret {
  /** The place it comes from holds another one. Seen at once, or, as on a file system that hides changes, on request. */
  rotate(value: string, seen: 'at_once' | 'read_again'): void;
}

export function rotatedSecret(first: string): RotatedSecret {
  let current = first;
  let hidden = first;
  return {
    read: () => current,
    readAgain() {
      const changed = hidden !== current;
      current = hidden;
      return changed;
    },
    rotate(value, seen) {
      hidden = value;
      if (seen === 'at_once') current = value;
    },
  };
}

export function fixedSecret(value: string): Secret {
  return { read: () => value, readAgain: () => false };
}
