import { afterEach, describe, expect, it } from 'vitest';
import type { ToolReply } from '#core/evidence/tool-reply';
import { createToolHub, type ToolHub } from '#mcp/client/hub';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { livingWith } from '../../processes/living.ts';
import { collectingAudit, oneWordMasker } from '../../support/tool-server-parts.ts';

const ports = { audit: collectingAudit(), masker: oneWordMasker };
const hubs: ToolHub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

function hubWith(mode: string, env: Record<string, string> = {}, mark = ''): ToolHub {
  const args = [builtProgram('test/support/tool-servers/odd-server'), mode, mark];
  const hub = createToolHub({ servers: { odd: { kind: 'stdio', command: process.execPath, args, env } }, ...ports });
  hubs.push(hub);
  return hub;
}

function look(hub: ToolHub, options: { timeoutMilliseconds?: number; signal?: AbortSignal } = {}): Promise<ToolReply> {
  return hub.callTool({ server: 'odd', tool: 'look', arguments: {}, environment: 'staging' }, options);
}

function isLiving(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a tool server that hangs', () => {
  it('costs its call and nothing more, and is ended when it does not even answer a ping', async () => {
    const mark = `--deaf-${process.pid}`;
    const hub = hubWith('deaf', {}, mark);
    const reply = await look(hub, { timeoutMilliseconds: 1_000 });
    expect(reply).toEqual({
      kind: 'error',
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'odd did not answer within 1 s (odd.look).',
      retryable: true,
    });
    await waitUntil('the end of the deaf server', () => livingWith(mark).length === 0, {
      timeoutMilliseconds: 10_000,
      everyMilliseconds: 100,
    });
    expect(await hub.tools('odd')).toHaveLength(1);
    expect(livingWith(mark).length).toBeGreaterThan(0);
  });

  it('is told apart from its caller who gives up', async () => {
    const hub = hubWith('hangs');
    const giveUp = new AbortController();
    const reply = look(hub, { signal: giveUp.signal });
    setTimeout(() => giveUp.abort(new Error('the item has ended')), 300);
    await expect(reply).rejects.toThrow('the item has ended');
  });

  it('does not hold up the closing of the hub while it starts', async () => {
    const hub = hubWith('hangs-at-start');
    const reply = look(hub);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = performance.now();
    await hub.close();
    expect(performance.now() - before).toBeLessThan(5_000);
    expect((await reply).kind).toBe('error');
  });
});

describe('a tool server that dies', () => {
  it('during a call: the reply says so with its last words, and the next call starts it again', async () => {
    const hub = hubWith('dies');
    for (let time = 0; time < 2; time++) {
      expect(await look(hub)).toEqual({
        kind: 'error',
        code: 'UPSTREAM_UNAVAILABLE',
        message: 'odd ended while odd.look ran; its last line: out of memory.',
        retryable: true,
      });
    }
  });

  it('at its start: the reply has its last words', async () => {
    expect(await look(hubWith('dies-at-start'))).toEqual({
      kind: 'error',
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'The tool server odd cannot be reached: no licence file',
      retryable: true,
    });
  });

  it('because there is no such program: the reply names it', async () => {
    const hub = createToolHub({ servers: { odd: { kind: 'stdio', command: 'no-such-program-at-all' } }, ...ports });
    hubs.push(hub);
    expect(await look(hub)).toMatchObject({
      message: expect.stringContaining('no-such-program-at-all cannot be started') as string,
    });
  });

  it('from outside, between calls: it is started again', async () => {
    const hub = hubWith('json');
    const pidOf = (reply: ToolReply) => (reply.kind === 'result' ? (reply.envelope.data as { pid: number }).pid : 0);
    const first = pidOf(await look(hub));
    process.kill(first, 'SIGKILL');
    await waitUntil('the end of the server', () => !isLiving(first), {
      timeoutMilliseconds: 5_000,
      everyMilliseconds: 20,
    });
    // The process can be gone a moment before our end of the pipe hears of it: such a call is an error that may be tried
    // again, and one of the next ones starts the server.
    let second = 0;
    await waitUntil('the server to be started again', async () => (second = pidOf(await look(hub))) > 0, {
      timeoutMilliseconds: 10_000,
      everyMilliseconds: 50,
    });
    expect(second).not.toBe(first);
  });
});

describe('a tool server that returns rubbish', () => {
  it.each([
    ['envelope-without-meta', 'odd.look returned a malformed envelope: meta: '],
    ['envelope-not-structured', 'odd.look returned an unusable response: '],
    ['schema-not-kept', 'result.count: `count` must be a whole number, and this is a text'],
    ['no-result', 'odd.look returned an unusable response: '],
    ['huge', 'odd.look returned 5.0 MiB; the limit is 4 MiB.'],
    ['error', 'odd.look failed: quota used up'],
  ])('%s: the reply says what is wrong, and that trying again is useless', async (mode, words) => {
    const reply = await look(hubWith(mode));
    expect(reply).toMatchObject({ kind: 'error', code: 'UPSTREAM_UNAVAILABLE', retryable: false });
    expect(reply.kind === 'error' && reply.message).toContain(words);
  });

  it('is forgiven a line of noise on its standard output', async () => {
    expect((await look(hubWith('noise'))).kind).toBe('result');
  });
});

describe('a third-party tool server', () => {
  it('cannot freeze this process with the schema that it declares', async () => {
    const reply = await look(hubWith('schema-that-freezes'));
    expect(reply).toMatchObject({ kind: 'result', envelope: { data: { count: 1 } } });
  });

  it('need not speak our envelope: its answer is wrapped and sanitised', async () => {
    const reply = await look(hubWith('plain'));
    expect(reply).toMatchObject({
      kind: 'result',
      envelope: { data: 'all is well', meta: { source: 'odd', environment: 'staging', truncated: false }, hints: [] },
    });
    expect(reply.kind === 'result' && reply.toolHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gets PATH, HOME, LANG and its own variables, nothing else of ours', async () => {
    process.env['HOLDFAST_TEST_SECRET'] = 'hunter2';
    const reply = await look(hubWith('json', { GRAFANA_URL: 'http://grafana' }));
    delete process.env['HOLDFAST_TEST_SECRET'];
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { env } = reply.envelope.data as { env: Record<string, string> };
    expect(env['GRAFANA_URL']).toBe('http://grafana');
    const others = Object.keys(env).filter((name) => !['PATH', 'HOME', 'LANG', 'GRAFANA_URL'].includes(name));
    expect(others).toEqual([]);
  });
});
