import { isLoopback } from '#core/text/loopback';

/**
 * Whether a request comes from one of our own pages: browsers put the page's origin into `Origin`, and a page cannot
 * change it. Without one it is refused; programs use the command line.
 * @param host as in the `Host` header
 */
export function isOwnOrigin(origin: string | undefined, host: string, publicUrl: string | undefined): boolean {
  if (origin === undefined) return false;
  if (publicUrl === undefined) return origin === `http://${host}`;
  // Behind a proxy that is not on loopback, nobody but the public address is us; on the machine itself we are both.
  return origin === new URL(publicUrl).origin || (isLoopbackHost(host) && origin === `http://${host}`);
}

function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(/:\d{1,5}$/, ''));
}
