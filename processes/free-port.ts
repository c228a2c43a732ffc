import getPort from 'get-port';

/**
 * A TCP port that is free on 127.0.0.1 now. Bind it soon: the system does not reserve it; this process returns it
 * only once.
 */
export function freePort(): Promise<number> {
  return getPort({ host: '127.0.0.1', reserve: true });
}
