// One instance of one service, as a separate process, started by the supervisor.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { Counter, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { endWithOwner } from '#processes/end-with-owner';
import { Behaviour } from '../behaviour.ts';
import { ServiceConfiguration } from '../supervisor-api.ts';
import { EndpointDirectory } from './endpoints.ts';
import { observeProcess } from './process-metrics.ts';
import { serviceNamed } from './index.ts';
import { CallFailed, type ServiceReply } from './service.ts';
import { work } from './work.ts';

endWithOwner();

const Options = z.object({
  service: z.string(),
  version: z.string(),
  instance: z.string(),
  port: z.coerce.number().int().min(1).max(65_535),
  supervisor: z.url(),
  configuration: z.string().transform((text) => ServiceConfiguration.parse(JSON.parse(text))),
  log: z.string(),
});
const names = Object.keys(Options.shape);
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
const options = Options.parse(values);
const { service: name, version, instance, port } = options;

const log = pino({ base: { service: name, version, instance } }, pino.destination({ dest: options.log, mkdir: true }));
// Service, version and instance are labels of the scrape target; no series repeats them.
const metrics = new Registry();
const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests answered, by status code',
  labelNames: ['code'],
  registers: [metrics],
});
// Initialised to 0: a counter that begins with its first error hides that error from every rate.
for (const code of ['200', '500', '502', '504']) requests.inc({ code }, 0);
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from request to answer',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5],
  registers: [metrics],
});
observeProcess(metrics);

let behaviour: Behaviour = {};
let crash: NodeJS.Timeout | undefined;
const directory = new EndpointDirectory(options.supervisor);
await directory.start();
const running = serviceNamed(name).start({
  version,
  configuration: options.configuration,
  log,
  metrics,
  has: (service) => directory.has(service),
  call: (service, path, body, timeout, agent) => directory.call(service, path, body, timeout, agent),
  behaviour: () => behaviour,
});

const server = createServer((request, response) => {
  void answer(request, response);
});
// Callers keep connections open; closing one while a request is on its way would look like a fault.
server.keepAliveTimeout = 60_000;
server.listen({ host: '127.0.0.1', port }, () => process.stdout.write('ready\n'));

process.on('SIGTERM', () => {
  running.stop?.();
  directory.stop();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1_000).unref();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  if (path === '/healthz') return send(response, behaviour.refuse ? refusal : { code: 200, body: { ok: true } });
  if (path === '/metrics') {
    response.setHeader('content-type', metrics.contentType);
    response.end(await metrics.metrics());
    return;
  }
  if (path === '/lab/behaviour') {
    behaviour = Behaviour.parse(await bodyOf(request));
    running.behaviourChanged?.();
    clearTimeout(crash);
    if (behaviour.crashAfterMilliseconds !== undefined) crash = setTimeout(crashNow, behaviour.crashAfterMilliseconds);
    log.info({ path }, 'behaviour set by the lab');
    return send(response, { code: 200, body: behaviour });
  }
  const start = performance.now();
  const reply = await handle(path, request);
  durations.observe((performance.now() - start) / 1000);
  requests.inc({ code: String(reply.code) });
  send(response, reply);
}

async function handle(path: string, request: IncomingMessage): Promise<ServiceReply> {
  try {
    const body = await bodyOf(request);
    const { slow, refuse } = behaviour;
    if (refuse) return refusal;
    if (slow) await work(slow.fromMilliseconds, slow.toMilliseconds);
    return await running.handle(path, body);
  } catch (error) {
    const code = error instanceof CallFailed ? error.code : isBadInput(error) ? 400 : 500;
    log.error({ path, code, err: error }, 'request failed');
    return { code, body: { error: (error as Error).message } };
  }
}

const refusal: ServiceReply = { code: 503, body: { error: 'this instance is stuck' } };

function crashNow(): void {
  log.fatal('the process exits because of an injected fault');
  process.exit(1);
}

const isBadInput = (error: unknown) => error instanceof z.ZodError || error instanceof SyntaxError;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text === '' ? {} : JSON.parse(text);
}

function send(response: ServerResponse, { code, body }: ServiceReply): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
