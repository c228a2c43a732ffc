import { describe, expect, it } from 'vitest';
import { fixedSecret, going, open, read, troubleOf, write } from './clients.ts';
import { serve } from './servers.ts';

/** A server that answers from a script, and its last entry for ever; `closes` ends the connection without an answer. */
async function scripted(...script: readonly (number | 'closes')[]) {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    const next = script[Math.min(asked.length, script.length - 1)];
    asked.push(request.method ?? '');
    if (next === 'closes') request.socket.destroy();
    else response.writeHead(next ?? 500, { 'retry-after': '0' }).end(`answer ${asked.length}`);
  });
  return { asked, url };
}

describe('a read', () => {
  it.each([
    ['503', [503, 200] as const, 200, 2],
    ['429', [429, 429, 200] as const, 200, 3],
    ['503 for ever', [503] as const, 503, 3],
    ['500', [500, 200] as const, 500, 1],
    ['a connection that closed without an answer', ['closes', 200] as const, 200, 2],
  ])('is sent again after %s, at most twice', async (_, script, status, times) => {
    const { url, asked } = await scripted(...script);
    // A query by POST is a read: a long one does not fit into an address.
    expect(await open({ url }).send(read({ method: 'POST' }), going())).toMatchObject({ status });
    expect(asked).toHaveLength(times);
  });

  it('is not sent again where the server wants more time than the caller has: the answer says how much', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.writeHead(429, { 'retry-after': '30' }).end('slow down');
    });
    const answer = await open({ url }).send(read({ timeoutMilliseconds: 5_000 }), going());
    expect(answer).toMatchObject({ status: 429, retryAfterMilliseconds: 30_000, body: 'slow down' });
    expect(asked).toBe(1);
  });

  it('does not multiply the load of an outage: all reads of a client share a budget', async () => {
    const { url, asked } = await scripted(503);
    const client = open({ url });
    await Promise.all(Array.from({ length: 50 }, () => client.send(read(), going())));
    // 50 requests, 10 retries to begin with, and one for ten requests.
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.length).toBeLessThanOrEqual(65);
  });

  it('that waits to be sent again ends when its caller gives up', async () => {
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    const url = await serve((_, response) => {
      response.writeHead(503, { 'retry-after': '60' }).end();
      response.on('close', () => controller.abort(reason));
    });
    const sent = open({ url }).send(read({ timeoutMilliseconds: 120_000 }), controller.signal);
    await expect(sent).rejects.toBe(reason);
  });
});

describe('a write is sent once', () => {
  it.each([[503], [429], [401], ['closes']] as const)('also after %s', async (end) => {
    const { url, asked } = await scripted(end, 200);
    let reads = 0;
    const token = { read: () => `token ${++reads}`, readAgain: () => true };
    const client = open({ url, authentication: { kind: 'bearer', token } });
    if (end === 'closes') expect(await troubleOf(client.send(write(), going()))).toMatchObject({ kind: 'no_answer' });
    else expect(await client.send(write(), going())).toMatchObject({ status: end });
    expect(asked).toHaveLength(1);
  });

  it('by GET too: what it does decides, not its method', async () => {
    const { url, asked } = await scripted(503, 200);
    const client = open({ url, authentication: { kind: 'bearer', token: fixedSecret('t') } });
    expect(await client.send(write({ method: 'GET' }), going())).toMatchObject({ status: 503 });
    expect(asked).toHaveLength(1);
  });
});
