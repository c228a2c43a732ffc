import { describe, expect, it } from 'vitest';
import { Client, InMemoryTransport } from '#mcp/client/sdk';
import { createSession } from '#mcp/kit/session';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { ServerCall, ToolServer } from '#mcp/kit/tool-server';
import { type EchoDefinition, echoServer, echoTool } from '../../support/tool-server-parts.ts';

const call: ServerCall = {
  tool: 'echo_text',
  arguments: { environment: 'staging' },
  principal: 'investigator',
  incident: 'incident/a',
  signal: new AbortController().signal,
};

async function overSession(server: ToolServer, { tool, arguments: args, principal, incident }: ServerCall) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createSession(server).connect(theirs);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
  const meta = { 'holdfast/principal': principal, 'holdfast/incident': incident };
  const result = await client.callTool({ name: tool, arguments: args, _meta: meta });
  await client.close();
  return result;
}

const cases: readonly { what: string; changes?: Partial<EchoDefinition>; args?: Record<string, unknown> }[] = [
  { what: 'a result' },
  {
    what: 'a result with secrets and what is not seen',
    changes: { handler: async () => ({ data: { text: 'hunter2 \u202eab\u200bc' }, source: 'echo' }) },
  },
  {
    what: 'a result that is cut',
    changes: {
      maximumBytes: 2_000,
      handler: async () => ({ data: { text: 'a', list: Array.from({ length: 999 }, String) }, source: 'echo' }),
    },
  },
  { what: 'refused arguments', args: { environment: 'staging', txet: 'a' } },
  { what: 'another environment', args: { environment: 'moon' } },
  { what: 'a failure', changes: { handler: () => Promise.reject(new ToolFailure('NOT_FOUND', 'no hunter2 here')) } },
];

describe('a call from this process', () => {
  it.each(cases)('ends as over a session and leaves the same record: $what', async ({ changes, args }) => {
    const [inside, outside] = [echoServer(echoTool(changes)), echoServer(echoTool(changes))];
    const asked = { ...call, arguments: args ?? call.arguments };
    const [outcome, result] = [await inside.call(asked), await overSession(outside, asked)];
    if (outcome.kind === 'result') {
      const { took_ms: _, ...meta } = outcome.envelope.meta;
      expect(result.structuredContent).toMatchObject({ ...outcome.envelope, meta });
    } else {
      const { code, message, retryable } = outcome.failure;
      expect(result._meta?.['holdfast/error']).toEqual({ code, message, retryable });
    }
    const recorded = inside.audit.records.map(({ tookMilliseconds: _, bytes: __, ...record }) => record);
    expect(outside.audit.records).toMatchObject(recorded);
    expect(recorded).toMatchObject([{ principal: 'investigator', incident: 'incident/a' }]);
  });

  it('gives the size of the envelope as JSON, which the audit log has too', async () => {
    const server = echoServer();
    const outcome = await server.call(call);
    if (outcome.kind !== 'result') throw outcome.failure;
    expect(outcome.bytes).toBe(Buffer.byteLength(JSON.stringify(outcome.envelope)));
    expect(server.audit.records).toMatchObject([{ bytes: outcome.bytes }]);
  });

  it('gives what the cache has to every caller, and counts each call', async () => {
    let runs = 0;
    const handler = async () => ({ data: { text: `run ${++runs}` }, source: 'echo' });
    const server = echoServer(echoTool({ cacheTtlMilliseconds: 60_000, handler }));
    const [first, second] = [await server.call(call), await server.call(call)];
    expect(first).toMatchObject({ envelope: { data: { text: 'run 1' }, meta: { cached: false } } });
    expect(second).toMatchObject({ envelope: { data: { text: 'run 1' }, meta: { cached: true } } });
    expect((await overSession(server, call)).structuredContent).toMatchObject({ meta: { cached: true } });
    expect(server.audit.records.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
  });

  it('is the local principal where the call names none', async () => {
    const server = echoServer();
    await server.call({ ...call, principal: undefined });
    expect(server.audit.records).toMatchObject([{ principal: 'local' }]);
  });

  it('of a tool that is not there is a fault of the caller', async () => {
    await expect(echoServer().call({ ...call, tool: 'sing' })).rejects.toThrow('No tool sing on echo.');
  });

  it('ends when its caller gives up, and is on record', async () => {
    const giveUp = new AbortController();
    const server = echoServer(echoTool({ handler: () => new Promise(() => {}) }));
    const outcome = server.call({ ...call, signal: giveUp.signal });
    giveUp.abort(new Error('no longer needed'));
    expect(await outcome).toMatchObject({ kind: 'error', failure: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } });
    expect(server.audit.records).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE' }]);
  });
});
