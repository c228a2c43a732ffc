import { describe, expect, it } from 'vitest';
import type { ToolReply } from '#core/evidence/tool-reply';
import type { DefinedTool } from '#mcp/kit/define-tool';
import type { ToolServerOptions } from '#mcp/kit/tool-server';
import { echoServer, echoTool, hubOf } from '../../support/tool-server-parts.ts';

async function callEcho(
  args: Record<string, unknown>,
  options: Partial<ToolServerOptions> = {},
  tool: DefinedTool = echoTool(),
) {
  const server = echoServer(tool, options);
  const hub = hubOf(server);
  const reply = await hub.callTool({ server: 'echo', tool: 'echo_text', arguments: args, incident: 'incident/a' });
  await hub.close();
  return { reply, records: server.audit.records };
}

function refused(reply: ToolReply) {
  if (reply.kind !== 'error') throw new Error(`Not refused: ${JSON.stringify(reply)}`);
  return reply;
}

describe('what the pipeline refuses', () => {
  it('refuses a call without an environment and names the configured ones', async () => {
    const { reply } = await callEcho({ text: 'x' });
    expect(refused(reply)).toMatchObject({ code: 'INVALID_ARGUMENT', retryable: false });
    expect(refused(reply).message).toContain('needs the argument "environment". Server echo has: production, staging.');
  });

  it('refuses an environment that is not configured', async () => {
    const { reply } = await callEcho({ environment: 'prod' });
    expect(refused(reply).message).toBe(
      'environment "prod" is not configured here. Server echo has: production, staging.',
    );
  });

  it('refuses a tool whose scope is not granted', async () => {
    const tool = echoTool({ scopes: ['read', 'metrics:query'] });
    const { reply } = await callEcho({ environment: 'staging' }, {}, tool);
    expect(refused(reply)).toMatchObject({ code: 'SCOPE_REQUIRED', retryable: false });
    expect(refused(reply).message).toContain('needs the scope metrics:query; granted here: read');
  });

  it('refuses an unknown key and names the one that was meant', async () => {
    const { reply } = await callEcho({ environment: 'staging', txet: 'x' });
    expect(refused(reply).code).toBe('INVALID_ARGUMENT');
    expect(refused(reply).message).toContain('unknown key "txet". Did you mean "text"?');
    expect(refused(reply).message).toContain('It takes: environment, text, nested.');
  });

  it('refuses an unknown key inside an argument', async () => {
    const { reply } = await callEcho({ environment: 'staging', nested: { depth: 1, dpeth: 2 } });
    expect(refused(reply).message).toContain('unknown key "dpeth" in nested. Did you mean "depth"?');
  });

  it('names the argument that is wrong', async () => {
    const { reply } = await callEcho({ environment: 'staging', nested: { depth: 'deep' } });
    expect(refused(reply).message).toMatch(/^echo_text: nested\.depth: /);
  });

  it('limits the calls of one principal on one tool', async () => {
    const server = echoServer(echoTool(), {
      rateLimits: { perPrincipalAndTool: { burst: 2, perMinute: 6 }, perIncident: { burst: 9, perMinute: 9 } },
      now: () => new Date('2026-11-21T03:00:00Z'),
    });
    const hub = hubOf(server);
    const call = () => hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } });
    expect([(await call()).kind, (await call()).kind]).toEqual(['result', 'result']);
    expect(refused(await call())).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: true,
      message: 'Too many calls of investigator on echo_text: the limit is 6 a minute. Try again in 10 s.',
    });
    await hub.close();
  });

  it('limits the calls for one incident, whoever makes them, and lets others through', async () => {
    const server = echoServer(echoTool(), {
      rateLimits: { perPrincipalAndTool: { burst: 9, perMinute: 9 }, perIncident: { burst: 1, perMinute: 1 } },
    });
    const hub = hubOf(server);
    const call = (incident: string) =>
      hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' }, incident });
    expect((await call('incident/a')).kind).toBe('result');
    expect(refused(await call('incident/a')).message).toContain('incident incident/a');
    expect((await call('incident/b')).kind).toBe('result');
    await hub.close();
  });

  it('refuses when as many calls run and wait as may', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const tool = echoTool({ handler: async ({ text }) => gate.then(() => ({ data: { text }, source: 'echo' })) });
    const server = echoServer(tool, { concurrency: { running: 1, waiting: 1 } });
    const hub = hubOf(server);
    const call = () => hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } });
    const first = call();
    const second = call();
    const third = await call();
    expect(refused(third)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    open();
    expect([(await first).kind, (await second).kind]).toEqual(['result', 'result']);
    await hub.close();
  });

  it('refuses what costs too much before it runs', async () => {
    let ran = false;
    const tool = echoTool({
      cost: async () => [{ unit: 'points', estimated: 52_000, limit: 11_000 }],
      handler: async ({ text }) => {
        ran = true;
        return { data: { text }, source: 'echo' };
      },
    });
    const { reply } = await callEcho({ environment: 'staging' }, {}, tool);
    expect(refused(reply)).toMatchObject({
      code: 'COST_EXCEEDED',
      retryable: false,
      message: 'echo_text would read about 52,000 points; the limit is 11,000. Ask for less: a shorter text.',
    });
    expect(ran).toBe(false);
  });

  it('records refusals like results', async () => {
    const { records } = await callEcho({ environment: 'prod', text: 'hunter2' });
    expect(records).toMatchObject([
      {
        principal: 'investigator',
        incident: 'incident/a',
        server: 'echo',
        tool: 'echo_text',
        outcome: 'INVALID_ARGUMENT',
        arguments: { environment: 'prod', text: '[masked]' },
      },
    ]);
    expect(records[0]?.environment).toBeUndefined();
    expect(records[0]?.toolHash).toMatch(/^[0-9a-f]{64}$/);
  });
});
