import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import Fastify, { LogController } from 'fastify';

/** A whole request, its body over a slow line too. */
const REQUEST_TIMEOUT_MS = 30_000;
/** From the route to the answer; longer than any call behind it may take, a second attempt included. */
const HANDLER_TIMEOUT_MS = 45_000;
/** A silent socket; live updates send a heartbeat more often. */
const CONNECTION_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 20_000;

/** The server that all pages are built on: limits and timeouts, and no content type is parsed by default. */
export function createHttpFrame(logger: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    // Addresses can carry codes of sign-ins, and one line per intake says more than two per request.
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: false,
    exposeHeadRoutes: true,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    bodyLimit: 1024,
  });
  app.removeAllContentTypeParsers();
  return app;
}

/**
 * The security headers of every answer. Routes belong in a plug-in registered after this, so that the first one has them.
 * @param formOrigins where forms may lead beside our own pages: browsers hold a form's redirect to it too
 */
export function registerSecurityHeaders(
  app: FastifyInstance,
  { publicUrl, formOrigins = [] }: { readonly publicUrl?: string; readonly formOrigins?: readonly string[] },
): void {
  app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        imgSrc: ["'self'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'", ...formOrigins],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // Not no-referrer: with it browsers say `Origin: null` for our own forms.
    referrerPolicy: { policy: 'same-origin' },
    // Over plain HTTP on loopback it says nothing, and the other programs of this host name did not ask for it.
    hsts: publicUrl?.startsWith('https:') === true,
  });
}
