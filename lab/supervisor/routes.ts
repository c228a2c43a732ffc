import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import { FaultRequest, ServicePatch } from './api.ts';
import { Refused } from './refused.ts';
import type { System } from './system.ts';

const mostBytes = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly resourceVersion?: string;
}

/** The supervisor's HTTP API. It listens on 127.0.0.1 only and knows no identities: a lab, nothing else. */
export function supervisorServer(system: System, log: Logger): Server {
  const server = createServer((request, response) => {
    answer(system, request)
      .catch((error: unknown) => failure(error, log))
      .then(({ status, body, resourceVersion }) => send(response, status, body, resourceVersion))
      .catch((error: unknown) => log.error({ err: error }, 'answer not sent'));
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(system: System, request: IncomingMessage): Promise<Answer> {
  refuseBrowsers(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [version, collection, name, part, ...rest] = url.pathname.split('/').slice(1).map(decode);
  const route = `${request.method} ${collection}${name ? '/{name}' : ''}${part ? `/${part}` : ''}`;
  if (version !== 'v1' || rest.length > 0) throw unknownRoute(request);
  switch (route) {
    case 'GET endpoints':
      return { status: 200, body: system.endpoints() };
    case 'GET services':
      return { status: 200, body: { services: system.services.map((service) => service.status()) } };
    case 'GET services/{name}': {
      const body = system.service(name ?? '').status();
      return { status: 200, body, resourceVersion: body.resourceVersion };
    }
    case 'GET services/{name}/revisions':
      return { status: 200, body: { revisions: system.service(name ?? '').revisions } };
    case 'PATCH services/{name}': {
      const patch = parse(ServicePatch, await bodyOf(request));
      const dryRun = dryRunOf(url);
      const result = system.patch(name ?? '', patch, preconditionOf(request), dryRun);
      return { status: 200, body: result, resourceVersion: result.service.resourceVersion };
    }
    case 'GET changes':
      return { status: 200, body: { changes: system.changes(sinceOf(url)) } };
    case 'GET faults':
      return { status: 200, body: system.faults() };
    case 'POST faults':
      await system.break(parse(FaultRequest, await bodyOf(request)).fault);
      return { status: 200, body: system.faults() };
    case 'DELETE faults':
      await system.heal();
      return { status: 200, body: system.faults() };
    default:
      throw unknownRoute(request);
  }
}

function failure(error: unknown, log: Logger): Answer {
  if (error instanceof Refused) {
    return { status: error.status, body: { error: { code: error.code, message: error.message } } };
  }
  log.error({ err: error }, 'request failed');
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { error: { code: 'INTERNAL', message } } };
}

function send(response: ServerResponse, status: number, body: unknown, resourceVersion?: string): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, resourceVersion === undefined ? headers : { ...headers, etag: `"${resourceVersion}"` });
  response.end(JSON.stringify(body));
}

/** A page that a person happens to look at must not steer the lab, neither by its origin nor by a name of its own. */
function refuseBrowsers(request: IncomingMessage): void {
  const host = request.headers.host ?? '';
  if (request.headers.origin !== undefined || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) {
    throw new Refused(403, 'FORBIDDEN', 'The lab answers programs on this machine only, not web pages.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  if (type !== 'application/json') {
    throw new Refused(415, 'NOT_JSON', 'Send the body as application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Refused(413, 'TOO_LARGE', `A body has at most ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refused(400, 'NOT_JSON', 'The body is no JSON.');
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Refused(400, 'INVALID', z.prettifyError(result.error));
}

function preconditionOf(request: IncomingMessage): string {
  const header = request.headers['if-match'];
  if (!header) {
    const how = 'Read the service, then send its resourceVersion in If-Match.';
    throw new Refused(428, 'PRECONDITION_REQUIRED', `A change needs to say what it is a change of. ${how}`);
  }
  return header.replace(/^"(.*)"$/, '$1');
}

function dryRunOf(url: URL): boolean {
  const value = url.searchParams.get('dryRun') ?? 'false';
  // Read strictly: a dry run that is misspelt must not become a change.
  if (value !== 'true' && value !== 'false') {
    throw new Refused(400, 'INVALID', `dryRun is "true" or "false", not "${value}".`);
  }
  for (const name of url.searchParams.keys()) {
    if (name !== 'dryRun') throw new Refused(400, 'INVALID', `There is no parameter "${name}"; there is: dryRun.`);
  }
  return value === 'true';
}

function sinceOf(url: URL): Date {
  const since = url.searchParams.get('since');
  const time = since === null ? new Date(0) : new Date(since);
  if (Number.isNaN(time.getTime())) throw new Refused(400, 'INVALID', `since is an RFC 3339 time, not "${since}".`);
  return time;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const unknownRoute = (request: IncomingMessage) =>
  new Refused(404, 'NOT_FOUND', `There is no ${request.method} ${request.url?.split('?')[0]}.`);
