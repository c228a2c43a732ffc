import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { going, open, read, troubleOf } from './clients.ts';
import { portOf, serve } from './servers.ts';

describe('an answer', () => {
  it('comes with status, headers and body, plain or compressed', async () => {
    const url = await serve((request, response) => {
      response.setHeader('x-asked', `${request.headers['accept-encoding']} ${request.headers.accept}`);
      if (request.url === '/plain') response.end('{"a":"ä"}');
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":"ä"}'));
    });
    const client = open({ url });
    for (const path of ['plain', 'compressed']) {
      const answer = await client.send(read({ path }), going());
      expect(answer).toMatchObject({ status: 200, body: '{"a":"ä"}', headers: { 'x-asked': 'gzip application/json' } });
    }
  });

  it('of another status is an answer too, of which at most 64 KiB are read', async () => {
    const url = await serve((_, response) =>
      response.writeHead(500, { 'retry-after': '7' }).end('x'.repeat(1_000_000)),
    );
    const answer = await open({ url }).send(read(), going());
    expect(answer).toMatchObject({ status: 500, retryAfterMilliseconds: 7_000 });
    expect(answer.body).toHaveLength(64 * 1024);
  });

  it('that redirects is not followed, and nothing of the request reaches the other address', async () => {
    // Cloud-CV/EvalAI#3575: a followed redirect made a GET of the POST, and the alerts were lost.
    const visitors: string[] = [];
    const other = await serve((request, response) => {
      visitors.push(`${request.method} ${request.headers.authorization}`);
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(301, { location: `${other}/x` }).end());
    const authentication = { kind: 'bearer', token: { read: () => 'abc', readAgain: () => false } } as const;
    const answer = await open({ url, authentication }).send(read({ method: 'POST' }), going());
    expect(answer).toMatchObject({ status: 301, headers: { location: `${other}/x` } });
    expect(visitors).toEqual([]);
  });

  it('that is larger than allowed is a failure, or cut where the caller wants its beginning', async () => {
    const url = await serve((_, response) => response.end('0123456789'));
    const client = open({ url });
    const limit = (beyond: 'fail' | 'cut') => read({ answerLimit: { bytes: 4, beyond } });
    expect(await troubleOf(client.send(limit('fail'), going()))).toMatchObject({ kind: 'too_large', maximumBytes: 4 });
    expect((await client.send(limit('cut'), going())).body).toBe('0123');
    expect((await client.send(read({ answerLimit: { bytes: 10, beyond: 'fail' } }), going())).body).toBe('0123456789');
  });

  it('without end is given up at 16 MiB, also where it is small only as long as it is compressed', async () => {
    const endless = await serve((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)) && !response.destroyed);
      };
      response.on('drain', more);
      more();
    });
    const bomb = gzipSync('x'.repeat(20 * 1024 * 1024));
    const small = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    for (const url of [endless, small]) {
      const trouble = await troubleOf(open({ url }).send(read(), going()));
      expect(trouble).toMatchObject({ kind: 'too_large', message: 'answered more than 16 MiB' });
    }
  });

  it.each([
    ['is not gzip at all', Buffer.from('{"plain":true}'), 'gzip', 'its compression is broken'],
    ['ends early', gzipSync('x'.repeat(10_000)).subarray(0, 20), 'gzip', 'its compression is broken'],
    ['is compressed as nobody asked for', Buffer.from('x'), 'br', 'it is compressed as "br"'],
  ])('whose body %s cannot be read', async (_, body, encoding, words) => {
    const url = await serve((__, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    const trouble = await troubleOf(open({ url }).send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'unreadable' });
    expect(trouble.message).toContain(words);
  });
});

describe('without an answer', () => {
  it('where nothing listens, it says so', async () => {
    const url = 'http://127.0.0.1:1';
    const message = 'cannot be reached: nothing listens there (ECONNREFUSED)';
    expect(await troubleOf(open({ url }).send(read(), going()))).toMatchObject({ kind: 'no_answer', message });
  });

  it('in time, it says how long it waited: before the answer, and in the middle of it', async () => {
    const silent = await serve(() => {});
    const slow = await serve((_, response) => void response.writeHead(200, { 'content-length': '10' }).write('1'));
    for (const url of [silent, slow]) {
      const trouble = await troubleOf(open({ url }).send(read({ timeoutMilliseconds: 100 }), going()));
      expect(trouble).toMatchObject({ kind: 'timed_out', message: 'did not answer within 0.1 s' });
    }
  });

  it('that is whole, because the connection closes in the middle', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status":', () => response.destroy());
    });
    expect(await troubleOf(open({ url }).send(read(), going()))).toMatchObject({ kind: 'no_answer' });
  });

  it('because the caller gave up, it throws the reason of the caller', async () => {
    const url = await serve(() => {});
    const reason = new Error('no longer needed');
    const controller = new AbortController();
    const sent = open({ url }).send(read(), controller.signal);
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await expect(open({ url }).send(read(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('in HTTP, from something that speaks another language', async () => {
    const port = await portOf(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    const trouble = await troubleOf(open({ url: `http://127.0.0.1:${port}` }).send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_answer' });
    expect(trouble.message).not.toContain(String(port));
  });
});

it('connections are kept between requests, and closed with the client', async () => {
  const closed = new Map<unknown, Promise<unknown>>();
  const url = await serve((request, response) => {
    const { socket } = request;
    if (!closed.has(socket)) closed.set(socket, new Promise((resolve) => socket.once('close', resolve)));
    response.end();
  });
  const client = open({ url });
  for (let count = 0; count < 20; count++) await client.send(read(), going());
  expect(closed.size).toBeLessThan(5);
  await client.close();
  await Promise.all(closed.values());
  expect(await troubleOf(client.send(read(), going()))).toMatchObject({ kind: 'no_answer' });
});
