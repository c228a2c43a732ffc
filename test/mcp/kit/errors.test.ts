import { describe, expect, it } from 'vitest';
import { Client, InMemoryTransport } from '#mcp/client/sdk';
import { createSession } from '#mcp/kit/session';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { ToolServer } from '#mcp/kit/tool-server';
import { echoServer, echoTool } from '../../support/tool-server-parts.ts';

async function rawCall(server: ToolServer, args: Record<string, unknown> = { environment: 'staging' }) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createSession(server).connect(theirs);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
  // 1.x and 2.x clients check results against the schemas that they have listed.
  await client.listTools();
  const result = await client.callTool({ name: 'echo_text', arguments: args });
  await client.close();
  return result;
}

const secret = 'postgres://admin:hunter2@10.0.0.1/db';

describe('an error on the wire', () => {
  it('is a tool error with its code in text and _meta, without structured content', async () => {
    const result = await rawCall(echoServer(), { environment: 'moon' });
    const error = {
      code: 'INVALID_ARGUMENT',
      message: 'environment "moon" is not configured here. Server echo has: production, staging.',
      retryable: false,
    };
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toBeUndefined();
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify(error) }]);
    expect(result._meta).toEqual({ 'holdfast/error': error, 'holdfast/content': 'untrusted' });
  });

  it('tells nothing of an exception but a reference to the log', async () => {
    const tool = echoTool({ handler: () => Promise.reject(new Error(`connect failed: ${secret}`)) });
    const result = await rawCall(echoServer(tool));
    const text = JSON.stringify(result);
    expect(text).not.toContain('10.0.0.1');
    expect(text).toMatch(/echo_text failed inside server echo\. Its log has the details under reference [0-9a-f]{8}/);
  });

  it('tells nothing of data that break the schema of the tool', async () => {
    const tool = echoTool({ handler: async () => ({ data: { text: 7 as unknown as string }, source: secret }) });
    const result = await rawCall(echoServer(tool));
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toContain('10.0.0.1');
  });

  it('masks and sanitises the messages that are written for callers', async () => {
    const words = new ToolFailure('NOT_FOUND', 'no user hunter2 \u001b[2J\u202e here');
    const result = await rawCall(echoServer(echoTool({ handler: () => Promise.reject(words) })));
    expect(result._meta?.['holdfast/error']).toMatchObject({ code: 'NOT_FOUND', message: 'no user [masked]  here' });
  });

  it('withholds the result of a call that cannot be recorded', async () => {
    const server = echoServer(echoTool(), {
      audit: { recordToolCall: () => Promise.reject(new Error('disk full')) },
    });
    const result = await rawCall(server);
    expect(result._meta?.['holdfast/error']).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
    expect(JSON.stringify(result)).toContain('could not be recorded');
    expect(JSON.stringify(result)).not.toContain('disk full');
  });

  it('is a protocol error only where no such tool exists', async () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await createSession(echoServer()).connect(theirs);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(ours);
    await expect(client.callTool({ name: 'sing', arguments: {} })).rejects.toThrow('it offers: echo_text');
    await client.close();
  });

  it('labels results as untrusted', async () => {
    const result = await rawCall(echoServer());
    expect(result._meta).toEqual({ 'holdfast/content': 'untrusted' });
    expect(JSON.parse((result.content[0] as { text: string }).text)).toEqual(result.structuredContent);
  });
});
