import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { FaultRequest, type RevisionList, ServicePatch } from '../supervisor-api.ts';
import type { ManagedService } from './managed-service.ts';
import { checkHealth, measureResources } from './observe-instances.ts';
import { SupervisorRefusal } from './refused.ts';
import {
  bodyOf,
  endParametersOf,
  parse,
  patchParametersOf,
  preconditionOf,
  sinceOf,
  tailOf,
  writesParametersOf,
} from './request-parts.ts';
import type { LabSystem } from './system.ts';
import { tailLog } from './tail-log.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly resourceVersion?: string;
}

/** The supervisor's HTTP API. It listens on 127.0.0.1 only and has no authentication: it is for the lab only. */
export function supervisorServer(system: LabSystem, log: Logger): Server {
  const server = createServer((request, response) => {
    answer(system, request)
      .catch((error: unknown) => failure(error, log))
      .then(({ status, body, resourceVersion }) => send(response, status, body, resourceVersion))
      .catch((error: unknown) => log.error({ err: error }, 'answer not sent'));
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(system: LabSystem, request: IncomingMessage): Promise<Answer> {
  refuseBrowsers(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [version, collection, name, part, item, detail, ...rest] = url.pathname.split('/').slice(1).map(decode);
  const path = [collection, name && '{name}', part, item && '{item}', detail].filter(Boolean).join('/');
  const route = `${request.method} ${path}`;
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
      return { status: 200, body: revisionsOf(system.service(name ?? '')) };
    case 'GET services/{name}/health':
      return { status: 200, body: await checkHealth(system.service(name ?? '').instances) };
    case 'GET services/{name}/resources':
      return { status: 200, body: await measureResources(system.service(name ?? '').instances) };
    case 'GET services/{name}/instances/{item}/log':
      return { status: 200, body: await logOf(system.service(name ?? ''), item ?? '', tailOf(url)) };
    case 'GET events':
      return { status: 200, body: system.events(sinceOf(url), url.searchParams.get('service') ?? undefined) };
    case 'PATCH services/{name}': {
      const patch = parse(ServicePatch, await bodyOf(request));
      const { dryRun } = patchParametersOf(url);
      const result = system.patch(name ?? '', patch, { resourceVersion: preconditionOf(request), dryRun });
      return { status: 200, body: result, resourceVersion: result.service.resourceVersion };
    }
    case 'DELETE services/{name}/instances/{item}': {
      const { uid, action, dryRun } = endParametersOf(url);
      const condition = { resourceVersion: preconditionOf(request), dryRun };
      const result = system.service(name ?? '').endInstance({ name: item ?? '', uid, action }, condition);
      return { status: 200, body: result, resourceVersion: result.service.resourceVersion };
    }
    case 'GET writes':
      return { status: 200, body: system.writes(writesParametersOf(url)) };
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

function revisionsOf(service: ManagedService): RevisionList {
  return { revisions: [...service.revisions], service: service.status() };
}

/** The log of the current process under this name, or of earlier ones. */
function logOf(service: ManagedService, name: string, { lines, previous }: ReturnType<typeof tailOf>) {
  const instance = service.instance(name);
  const startedMilliseconds = Date.parse(instance.startedAt);
  // Lines from before the lab was started belong to other instances with these names.
  const beginMilliseconds = Date.parse(service.revisions[0]?.at ?? instance.startedAt);
  const life = previous
    ? { fromMilliseconds: beginMilliseconds, untilMilliseconds: startedMilliseconds }
    : { fromMilliseconds: startedMilliseconds, untilMilliseconds: Infinity };
  return tailLog(service.logFile, { instance: name, lines, ...life });
}

function failure(error: unknown, log: Logger): Answer {
  if (error instanceof SupervisorRefusal) {
    const { status, code, message, known } = error;
    return { status, body: { error: { code, message, ...(known ? { known } : {}) } } };
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

/** Web pages must not control the lab, neither cross-origin nor by DNS rebinding. */
function refuseBrowsers(request: IncomingMessage): void {
  const host = request.headers.host ?? '';
  if (request.headers.origin !== undefined || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) {
    throw new SupervisorRefusal(403, 'FORBIDDEN', 'The lab answers programs on this machine only, not web pages.');
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const unknownRoute = (request: IncomingMessage) =>
  new SupervisorRefusal(404, 'NOT_FOUND', `There is no ${request.method} ${request.url?.split('?')[0]}.`);
