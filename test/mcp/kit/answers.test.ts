import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newestLast } from '#core/evidence/list-order';
import type { ToolReply } from '#core/evidence/tool-reply';
import { defineTool } from '#mcp/kit/define-tool';
import { type EchoDefinition, echoServer, echoTool, hubOf } from '../../support/tool-server-parts.ts';

const Entry = z.tuple([z.number(), z.number()]);

async function echo(changes: Partial<EchoDefinition>, times = 1): Promise<ToolReply[]> {
  const hub = hubOf(echoServer(echoTool(changes)));
  const replies: ToolReply[] = [];
  for (let index = 0; index < times; index++) {
    replies.push(await hub.callTool({ server: 'echo', tool: 'echo_text', arguments: { environment: 'staging' } }));
  }
  await hub.close();
  return replies;
}

async function envelopeOf(changes: Partial<EchoDefinition>) {
  const [reply] = await echo(changes);
  if (reply?.kind !== 'result') throw new Error(JSON.stringify(reply));
  return reply.envelope;
}

describe('what the pipeline makes of an answer', () => {
  it('puts it into the envelope, with what the handler says of it', async () => {
    const window = { start: '2026-11-21T03:00:00.000Z', end: '2026-11-21T03:05:00.000Z' };
    const envelope = await envelopeOf({
      handler: async () => ({ data: { text: 'a' }, source: 'echo', window, query: 'q', hints: ['h'], warnings: ['w'] }),
    });
    expect(envelope).toEqual({
      data: { text: 'a' },
      meta: {
        source: 'echo',
        environment: 'staging',
        window,
        query: 'q',
        took_ms: expect.any(Number) as number,
        cached: false,
        truncated: false,
      },
      warnings: ['w'],
      hints: ['h'],
    });
  });

  it('gives it again from the cache for the same arguments, marked as such', async () => {
    let runs = 0;
    const replies = await echo(
      {
        cacheTtlMilliseconds: 60_000,
        handler: async () => ({ data: { text: `run ${++runs}` }, source: 'echo' }),
      },
      2,
    );
    expect(replies).toMatchObject([
      { envelope: { data: { text: 'run 1' }, meta: { cached: false } } },
      { envelope: { data: { text: 'run 1' }, meta: { cached: true } } },
    ]);
  });

  it('keeps no error', async () => {
    let runs = 0;
    const replies = await echo(
      {
        cacheTtlMilliseconds: 60_000,
        handler: async () => {
          if (++runs === 1) throw new Error('once');
          return { data: { text: 'now' }, source: 'echo' };
        },
      },
      2,
    );
    expect(replies.map(({ kind }) => kind)).toEqual(['error', 'result']);
  });

  it('takes out what is not seen and what terminals act on, and cuts very long texts', async () => {
    const hostile = '\u001b[31mred\u001b[0m\u001b]0;title\u0007 a\u200bb \u202egnp\u{e0049}\u{e0047} \u0000end\ud800';
    const envelope = await envelopeOf({
      handler: async () => ({ data: { text: hostile, list: ['y'.repeat(10_000)] }, source: 'echo' }),
    });
    expect(envelope.data).toEqual({
      text: 'red ab gnp end\ufffd',
      list: [`${'y'.repeat(8_168)} [cut: 10000 characters]`],
    });
  });

  it('cuts lists until the answer fits, and says how to ask for less', async () => {
    const envelope = await envelopeOf({
      maximumBytes: 4_000,
      handler: async () => ({
        data: { text: 'a', list: Array.from({ length: 2_000 }, (_, index) => `entry ${index}`) },
        source: 'echo',
      }),
    });
    const { list } = envelope.data as { list: string[] };
    expect(Buffer.byteLength(JSON.stringify(envelope))).toBeLessThanOrEqual(4_000);
    expect(list.slice(0, 2)).toEqual(['entry 0', 'entry 1']);
    expect(list.length).toBeGreaterThan(50);
    expect(envelope.meta.truncated).toBe(true);
    expect(envelope.warnings[0]).toContain('a shorter text');
  });

  it.each([
    ['a list that is declared to end with the newest', newestLast(z.array(Entry)), [750, 999]],
    ['the same, optional', newestLast(z.array(Entry)).optional(), [750, 999]],
    ['any other list', z.array(Entry), [0, 249]],
  ] as const)('of %s it keeps that end, in every element alike', async (_, points, [first, last]) => {
    const ascending = Array.from({ length: 1_000 }, (_, index): [number, number] => [index, 1]);
    const tool = defineTool({
      name: 'read_points',
      title: 'Points',
      description: 'Gives points.',
      risk: 'read',
      scopes: ['read'],
      input: z.strictObject({ environment: z.string() }),
      output: z.strictObject({ series: z.array(z.strictObject({ points })) }),
      narrowing: 'a shorter window',
      maximumBytes: 6_000,
      handler: async () => ({ data: { series: [{ points: ascending }, { points: ascending }] }, source: 'points' }),
    });
    const hub = hubOf(echoServer(tool));
    const reply = await hub.callTool({ server: 'echo', tool: 'read_points', arguments: { environment: 'staging' } });
    await hub.close();
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { series } = reply.envelope.data as { series: { points: [number, number][] }[] };
    const kept = [250, [first, 1], [last, 1]];
    expect(series.map((one) => [one.points.length, one.points[0], one.points.at(-1)])).toEqual([kept, kept]);
  });

  it('refuses an answer that is too large and cannot be cut', async () => {
    const [reply] = await echo({
      maximumBytes: 500,
      handler: async () => ({ data: { text: 'z'.repeat(5_000) }, source: 'echo' }),
    });
    expect(reply).toMatchObject({ kind: 'error', code: 'COST_EXCEEDED', retryable: false });
  });

  it('ends a handler that does not heed its signal at the deadline', async () => {
    const [reply] = await echo({ timeoutMilliseconds: 50, handler: () => new Promise(() => {}) });
    expect(reply).toMatchObject({
      kind: 'error',
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
      message: 'echo_text did not finish within 0.05 s. Try a shorter text, or check the back end.',
    });
  });
});
