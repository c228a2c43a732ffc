import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the executor asks of the lab's API. `look`: whether a write with a mark is known. */
export interface SeenRequest {
  readonly kind: 'dry_run' | 'look' | 'read' | 'write';
  readonly environment: string;
  readonly service: string;
  /** Of what is written, tried or looked for: the action's hash, `:undo` for its undo. */
  readonly mark?: string;
}

/** `cut`: the connection is closed without an answer. */
export type Passage = 'pass' | 'cut';

export interface Meddler {
  /** Before it is passed on, for as long as it likes. */
  request(seen: SeenRequest): Promise<Passage>;
  /** After it was answered, before the answer is passed on. */
  answer(seen: SeenRequest): Promise<Passage>;
}

/** Between the executor and one lab. What was passed on takes effect also where whoever asked is dead by then. */
export async function chaosProxy(environment: string, labUrl: string, meddler: Meddler) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    // Whoever asked may be dead: then nobody misses the answer.
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const seen = seenOf(environment, incoming, body);
    if ((await meddler.request(seen)) === 'cut') return void incoming.socket.destroy();
    const { status, headers, text } = await passedOn(incoming, body);
    if ((await meddler.answer(seen)) === 'cut') return void incoming.socket.destroy();
    outgoing.writeHead(status, headers).end(text);
  }

  function passedOn(incoming: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; text: Buffer }>((resolve, reject) => {
      const { host: _, connection: __, ...headers } = incoming.headers;
      const options = { method: incoming.method, headers: { ...headers, host: new URL(labUrl).host }, agent };
      httpRequest(new URL(incoming.url ?? '/', labUrl), options, (answer) => {
        bodyOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, text }),
          reject,
        );
      })
        .on('error', reject)
        .end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function seenOf(environment: string, { method, url }: IncomingMessage, body: Buffer): SeenRequest {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://127.0.0.1');
  const [, , collection, name = ''] = pathname.split('/');
  if (collection === 'writes') {
    const service = searchParams.get('service') ?? '';
    return { kind: 'look', environment, service, mark: searchParams.get('action') ?? undefined };
  }
  if (method !== 'PATCH') return { kind: 'read', environment, service: name };
  const { action } = JSON.parse(body.toString('utf8')) as { action?: string };
  const kind = searchParams.get('dryRun') === 'true' ? 'dry_run' : 'write';
  return { kind, environment, service: name, mark: action };
}
