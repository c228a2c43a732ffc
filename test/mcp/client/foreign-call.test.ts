import { afterEach, describe, expect, it } from 'vitest';
import { createToolHub, type ToolHub } from '#mcp/client/hub';
import type { ToolAudit, ToolCallRecord } from '#mcp/kit/ports';
import { builtProgram } from '#processes/built-program';
import { collectingAudit, oneWordMasker } from '../../support/tool-server-parts.ts';

const hubs: ToolHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

function hubWith<Audit extends ToolAudit>(mode: string, audit: Audit): ToolHub {
  const args = [builtProgram('test/support/tool-servers/odd-server'), mode];
  const hub = createToolHub({
    servers: { odd: { kind: 'stdio', command: process.execPath, args } },
    audit,
    masker: oneWordMasker,
  });
  hubs.push(hub);
  return hub;
}

const call = {
  server: 'odd',
  tool: 'look',
  arguments: { for: 'hunter2' },
  environment: 'staging',
  incident: 'incident/a',
};

async function recordedCall(
  mode: string,
  tool = 'look',
  options: { timeoutMilliseconds?: number; signal?: AbortSignal } = {},
): Promise<{ readonly records: readonly ToolCallRecord[]; readonly message: string }> {
  const audit = collectingAudit();
  const hub = hubWith(mode, audit);
  const message = await hub.callTool({ ...call, tool }, options).then(
    (reply) => (reply.kind === 'error' ? reply.message : ''),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { records: audit.records, message };
}

describe('the record of a call of a server that is not ours', () => {
  it('tells who asked for what, and how it ended', async () => {
    const { records } = await recordedCall('plain');
    expect(records).toEqual([
      {
        principal: 'investigator',
        incident: 'incident/a',
        server: 'odd',
        tool: 'look',
        toolHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        environment: 'staging',
        arguments: { for: '[masked]' },
        outcome: 'ok',
        tookMilliseconds: expect.any(Number) as number,
        bytes: expect.any(Number) as number,
      },
    ]);
    expect(records[0]?.bytes).toBeGreaterThan(50);
  });

  it('has the arguments that were sent', async () => {
    const audit = collectingAudit();
    const hub = hubWith('takes-environment', audit);
    const reply = await hub.callTool({ ...call, arguments: { environment: 'production' } });
    expect(reply).toMatchObject({ envelope: { data: { arguments: { environment: 'staging' } } } });
    expect(audit.records).toMatchObject([{ environment: 'staging', arguments: { environment: 'staging' } }]);
  });

  it.each([
    ['unannotated', 'look', 'SCOPE_REQUIRED', /^[0-9a-f]{64}$/],
    ['error', 'look', 'UPSTREAM_UNAVAILABLE', /^[0-9a-f]{64}$/],
    ['plain', 'loook', 'NOT_FOUND', /^$/],
    ['dies-at-start', 'look', 'UPSTREAM_UNAVAILABLE', /^$/],
  ])('is there when it fails: %s, %s: %s', async (mode, tool, outcome, hash) => {
    const { records } = await recordedCall(mode, tool);
    expect(records).toMatchObject([{ tool, outcome, toolHash: expect.stringMatching(hash) as string }]);
  });

  it('is there when the server hangs', async () => {
    const { records } = await recordedCall('hangs', 'look', { timeoutMilliseconds: 700 });
    expect(records).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE' }]);
    expect(records[0]?.tookMilliseconds).toBeGreaterThanOrEqual(690);
  });

  it('is there when the caller gives up', async () => {
    const gaveUp = new AbortController();
    setTimeout(() => gaveUp.abort(new Error('the item has ended')), 300);
    const { records, message } = await recordedCall('hangs', 'look', { signal: gaveUp.signal });
    expect(message).toBe('the item has ended');
    expect(records).toMatchObject([{ outcome: 'UPSTREAM_UNAVAILABLE', bytes: 0 }]);
  });

  it('withholds the result where it cannot be written', async () => {
    const hub = hubWith('plain', { recordToolCall: () => Promise.reject(new Error('no space left in /secret/place')) });
    expect(await hub.callTool(call)).toEqual({
      kind: 'error',
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'The call of odd.look could not be recorded in the audit log, so its result is withheld. Try again.',
      retryable: true,
    });
  });
});

describe('what a server that is not ours says', () => {
  it('is masked where its error repeats a secret, one at the cut too', async () => {
    const { message } = await recordedCall('tells-secret');
    expect(message).toContain('odd.look failed: [masked] xxx');
    expect(message).not.toMatch(/hunt/);
    expect(message.length).toBeLessThanOrEqual(2_000);
  });

  it('is masked where its last line repeats a secret', async () => {
    const { message } = await recordedCall('dies-with-secret');
    expect(message).toBe('The tool server odd cannot be reached: wrong password: [masked]');
    await expect(hubWith('dies-with-secret', collectingAudit()).tools('odd')).rejects.toThrow(
      'The tool server odd cannot be reached: wrong password: [masked]',
    );
  });
});

describe('a tool of a server that is not ours', () => {
  it.each(['unannotated', 'writes'])('is not called unless it is annotated as one that reads: %s', async (mode) => {
    expect(await hubWith(mode, collectingAudit()).callTool(call)).toEqual({
      kind: 'error',
      code: 'SCOPE_REQUIRED',
      message:
        'odd.look may write, and only reads are called here: its server does not annotate it with readOnlyHint: true. ' +
        'If it only reads, the server has to say so; writes go through runbooks.',
      retryable: false,
    });
  });
});
