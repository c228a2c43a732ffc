import type { FastifyInstance } from 'fastify';
import { isLoopback, withoutBrackets } from '#core/text/loopback';

/**
 * On a loopback bind, answers only to names of this machine and of `publicUrl`: a web page elsewhere that lets its name
 * resolve to 127.0.0.1 (DNS rebinding) would otherwise read the pages with the reader's browser.
 * @param setting that holds the public URL
 */
export function registerHostCheck(
  app: FastifyInstance,
  bind: { readonly host: string; readonly publicUrl?: string },
  setting: string,
): void {
  if (!isLoopback(bind.host)) return;
  const allowed = new Set(['127.0.0.1', 'localhost', '::1', withoutBrackets(bind.host)]);
  if (bind.publicUrl !== undefined) allowed.add(hostName(new URL(bind.publicUrl).host) ?? '');
  app.addHook('onRequest', async (request, reply) => {
    const name = hostName(request.headers.host ?? '');
    if (name !== undefined && allowed.has(name)) return;
    return reply.code(421).send({
      error: 'misdirected_request',
      message: `This service listens on this machine only; use http://127.0.0.1, or set ${setting} in holdfast.yaml.`,
    });
  });
}

/** Without port, brackets and a final dot. */
function hostName(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}?)\.?)(?::\d{1,5})?$/.exec(host.toLowerCase());
  return match?.[1] ?? match?.[2];
}
