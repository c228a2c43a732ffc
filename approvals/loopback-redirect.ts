import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const path = '/signed-in';

/** Where a browser comes back to a program in a terminal (RFC 8252, section 7.3). */
export interface LoopbackRedirect {
  readonly redirectUri: string;
  /** The address that the browser came back to. @throws Error after the time that was given, or when it was closed */
  readonly arrived: Promise<URL>;
  close(): Promise<void>;
}

/** Listens on a free port of this machine, for one browser and so many seconds. Close it, whatever came. */
export async function openLoopbackRedirect(withinSeconds: number): Promise<LoopbackRedirect> {
  let arrive: (url: URL) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const arrived = new Promise<URL>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  // Whoever gave up on it does not wait for it either.
  arrived.catch(() => undefined);

  let origin = '';
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    const url = URL.canParse(request.url ?? '', origin) ? new URL(request.url ?? '', origin) : undefined;
    const found =
      request.method === 'GET' &&
      `http://${request.headers.host ?? ''}` === origin &&
      url?.pathname === path &&
      (url.searchParams.has('code') || url.searchParams.has('error'));
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(
      found
        ? '<!doctype html><html lang="en"><title>Signed in</title><h1>Go on in the terminal</h1><p>You can close this page.</p></html>'
        : '<!doctype html><html lang="en"><title>Not found</title><h1>Nothing here</h1></html>',
    );
    if (found) arrive(url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const timer = setTimeout(() => {
    fail(new Error(`Nobody signed in within ${withinSeconds} s. Start again to get a new address.`));
  }, withinSeconds * 1000);
  return {
    redirectUri: `${origin}${path}`,
    arrived,
    close: () => {
      clearTimeout(timer);
      fail(new Error('Signing in was given up.'));
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}
