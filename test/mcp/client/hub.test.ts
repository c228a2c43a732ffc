import { describe, expect, it } from 'vitest';
import { createToolHub } from '#mcp/client/hub';
import { collectingAudit, echoServer, echoTool, hubOf, oneWordMasker } from '../../support/tool-server-parts.ts';

describe('the tool hub', () => {
  it('lists tools with all that the server says of them, and their hash', async () => {
    const tool = echoTool();
    const server = echoServer(tool);
    const hub = hubOf(server);
    expect(hub.serverNames()).toEqual(['echo']);
    expect(await hub.tools('echo')).toEqual([
      {
        name: 'echo_text',
        title: 'Echo',
        description: 'Gives the text back.',
        inputSchema: tool.listing.inputSchema,
        outputSchema: tool.listing.outputSchema,
        annotations: tool.listing.annotations,
        toolHash: tool.hash,
      },
    ]);
    const reply = await hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } });
    expect(reply).toMatchObject({ kind: 'result', toolHash: tool.hash });
    expect(server.audit.records).toMatchObject([{ toolHash: tool.hash, outcome: 'ok', environment: 'staging' }]);
    await hub.close();
  });

  it('answers for servers and tools that do not exist, with those that do', async () => {
    const hub = hubOf(echoServer());
    expect(await hub.callTool({ server: 'ehco', tool: 'echo_text', arguments: {} })).toEqual({
      kind: 'error',
      code: 'NOT_FOUND',
      message: 'No tool server "ehco"; configured: echo.',
      retryable: false,
    });
    expect(await hub.callTool({ server: 'echo', tool: 'ehco_text', arguments: {} })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'No tool "ehco_text" on "echo". Did you mean "echo_text"? It offers: echo_text.',
    });
    await hub.close();
  });

  it('lets a bounded number of calls at one server at once', async () => {
    let running = 0;
    let most = 0;
    const tool = echoTool({
      handler: async ({ text }) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running--;
        return { data: { text }, source: 'echo' };
      },
    });
    const hub = createToolHub({
      servers: { echo: { kind: 'in_process', server: echoServer(tool) } },
      audit: collectingAudit(),
      masker: oneWordMasker,
      concurrencyPerServer: 2,
    });
    const calls = Array.from({ length: 8 }, () =>
      hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } }),
    );
    expect((await Promise.all(calls)).every(({ kind }) => kind === 'result')).toBe(true);
    expect(most).toBe(2);
    await hub.close();
  });

  it('passes the end of a call on to the handler', async () => {
    let seen: AbortSignal | undefined;
    const tool = echoTool({
      handler: (_, { signal }) => {
        seen = signal;
        return new Promise(() => {});
      },
    });
    const hub = hubOf(echoServer(tool));
    const call = { server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } };
    expect(await hub.callTool(call, { timeoutMilliseconds: 100 })).toMatchObject({
      message: 'echo did not answer within 0.1 s (echo.echo_text).',
    });
    expect(seen?.aborted).toBe(true);
    const gaveUp = AbortSignal.abort(new Error('no longer needed'));
    await expect(hub.callTool(call, { signal: gaveUp })).rejects.toThrow('no longer needed');
    await hub.close();
  });

  it('gives the environment of the call, whatever the arguments say, and invents none', async () => {
    const server = echoServer();
    const hub = hubOf(server);
    const call = { server: 'echo', tool: 'echo_text' };
    await hub.callTool({ ...call, arguments: { environment: 'production' }, environment: 'staging' });
    await hub.callTool({ ...call, arguments: {}, environment: 'staging' });
    await hub.callTool({ ...call, arguments: { environment: 'production' } });
    await hub.callTool({ ...call, arguments: {} });
    expect(server.audit.records.map(({ arguments: args, outcome }) => [args, outcome])).toEqual([
      [{ environment: 'staging' }, 'ok'],
      [{ environment: 'staging' }, 'ok'],
      [{ environment: 'production' }, 'ok'],
      [{}, 'INVALID_ARGUMENT'],
    ]);
    await hub.close();
  });

  it('masks the answer of a server in this process once, and its own words', async () => {
    let masked = 0;
    const masker = {
      mask: <T>(value: T): T => {
        if (JSON.stringify(value ?? null).includes('"source"')) masked++;
        return oneWordMasker.mask(value);
      },
    };
    const tool = echoTool({ handler: async () => ({ data: { text: 'hunter2' }, source: 'echo' }) });
    const server = echoServer(tool, { masker });
    const hub = createToolHub({ servers: { echo: { kind: 'in_process', server } }, audit: collectingAudit(), masker });
    const call = { server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } };
    expect(await hub.callTool(call)).toMatchObject({ kind: 'result', envelope: { data: { text: '[masked]' } } });
    expect(masked).toBe(1);
    expect(await hub.callTool({ ...call, tool: 'hunter2' })).toMatchObject({
      message: expect.stringContaining('No tool "[masked]"') as string,
    });
    expect(await hub.callTool({ ...call, server: 'hunter2' })).toMatchObject({
      message: 'No tool server "[masked]"; configured: echo.',
    });
    await hub.close();
  });

  it('calls no tool of a server in this process that configuration calls worse than a read', async () => {
    const server = echoServer();
    const hub = createToolHub({
      servers: { echo: { kind: 'in_process', server } },
      audit: collectingAudit(),
      masker: oneWordMasker,
      configuredRisk: () => 'reversible',
    });
    expect(await hub.callTool({ server: 'echo', tool: 'echo_text', arguments: {} })).toEqual({
      kind: 'error',
      code: 'SCOPE_REQUIRED',
      message:
        'echo.echo_text is not called: the configuration sets its risk to reversible. ' +
        'If it only reads, set toolServers.echo.risks.echo_text: read',
      retryable: false,
    });
    expect(server.audit.records).toEqual([]);
    await hub.close();
  });

  it('ends the calls that still run in this process when it closes, and they are on record', async () => {
    let begun = () => {};
    const running = new Promise<void>((resolve) => (begun = resolve));
    const server = echoServer(
      echoTool({
        handler: () => {
          begun();
          return new Promise(() => {});
        },
      }),
    );
    const hub = hubOf(server);
    const reply = hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } });
    await running;
    await hub.close();
    expect(server.audit.records).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE' }]);
    expect(await reply).toMatchObject({ kind: 'error', retryable: true });
  });

  it('says that it is closed', async () => {
    const hub = hubOf(echoServer());
    await hub.close();
    await expect(hub.callTool({ server: 'echo', tool: 'echo_text', arguments: {} })).rejects.toThrow('closed');
    await expect(hub.tools('echo')).rejects.toThrow('closed');
  });
});
