import type { ActionHash } from '#core/ids/action-hash';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WritePlan } from '#core/actions/action';
import { WriteList } from '#lab/supervisor/write-ledger';
import type { DefinedWriteTool, Write } from '#mcp/kit/define-write-tool';
import { type TestEntry, builtInWriteTools } from './built-in-server.ts';

export type AnyWrite = Write<Readonly<Record<string, unknown>>>;

const { signal } = new AbortController();

/** A write tool of ours whose back end is a lab, and the writes that its plans make. */
export function labWriteTool(server: 'deployments' | 'infrastructure', name: string, url: string) {
  const entry = {
    name: server,
    adapter: 'lab',
    environments: { production: { url } },
  } satisfies TestEntry;
  const tool = builtInWriteTools(entry).find((one) => one.name === name)!;
  return toolParts(tool);
}

export type WriteToolParts = ReturnType<typeof toolParts>;

export function toolParts(tool: Pick<DefinedWriteTool, 'parse' | 'plan' | 'preview' | 'write' | 'trace'>) {
  const plan = (service: string, parameters: Readonly<Record<string, unknown>>) =>
    tool.plan({ environment: 'production', service, backEnd: undefined, parameters: tool.parse(parameters) }, signal);
  return {
    plan,
    /** What an action of this plan would have the gate write. @param hash or a digit that makes it */
    proposed: async (service: string, parameters: Readonly<Record<string, unknown>>, hash: string) => {
      const planned = await plan(service, parameters);
      return { planned, write: writeOf(planned, service, parameters, hash) };
    },
    preview: (write: AnyWrite) => tool.preview(write, signal),
    write: (write: AnyWrite) => tool.write(write, signal),
    trace: (write: AnyWrite) => tool.trace(write, signal),
  };
}

function writeOf(
  { target, precondition }: WritePlan,
  service: string,
  parameters: Readonly<Record<string, unknown>>,
  hash: string,
): AnyWrite {
  const actionHash = (hash.length === 1 ? hash.repeat(64) : hash) as ActionHash;
  return {
    environment: 'production',
    service,
    backEnd: 'lab',
    parameters,
    part: 'do',
    actionHash,
    target,
    precondition,
  };
}

/** The other half of an action. */
export function undoOf({ target, undo }: WritePlan, write: AnyWrite): AnyWrite {
  const { parameters, precondition } = undo!;
  return { ...write, part: 'undo', target, parameters, precondition };
}

/** The effects that a lab has seen, of one service. */
export async function effectsOn(url: string, service: string): Promise<WriteList['writes']> {
  const response = await fetch(`${url}/v1/writes?service=${service}`);
  return WriteList.parse(await response.json()).writes;
}

/** Passes everything on, and cuts the connection instead of answering a write: `before` it got there, or `after`. */
export async function cuttingProxy(url: string, when: 'before' | 'after') {
  const server = createServer((incoming, outgoing) => {
    const isWrite = incoming.method !== 'GET' && !incoming.url?.includes('dryRun=true');
    if (isWrite && when === 'before') return void incoming.socket.destroy();
    const passedOn = request(
      new URL(incoming.url ?? '/', url),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(url).host } },
      (answer: IncomingMessage) => {
        answer.on('end', () => isWrite && incoming.socket.destroy());
        if (isWrite) return void answer.resume();
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(passedOn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
