import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { freePort } from '#processes/free-port';
import { waitUntil } from '#processes/wait-until';

const quick = { timeoutMilliseconds: 60, everyMilliseconds: 5 };

describe('waiting', () => {
  it('returns what the check found', async () => {
    let asked = 0;
    const found = waitUntil('a value', () => (++asked === 3 ? 'found' : undefined), {
      ...quick,
      timeoutMilliseconds: 60_000,
    });
    await expect(found).resolves.toBe('found');
  });

  it('names what it waited for and the last failure', async () => {
    const failing = waitUntil('Prometheus', () => Promise.reject(new Error('connection refused')), quick);
    await expect(failing).rejects.toThrow('Waited 60 ms for Prometheus: last failure: connection refused.');
  });

  it('gives up a check that hangs', async () => {
    await expect(waitUntil('a reply', () => new Promise<true>(() => {}), quick)).rejects.toThrow('for a reply');
  });

  it('ends at once when aborted', async () => {
    const abort = new AbortController();
    const waiting = waitUntil('for ever', () => false, { ...quick, timeoutMilliseconds: 60_000, signal: abort.signal });
    abort.abort(new Error('Ctrl-C'));
    await expect(waiting).rejects.toThrow('Ctrl-C');
  });
});

describe('a free port', () => {
  it('can be bound, and is not named twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    const server = createServer().listen({ host: '127.0.0.1', port: ports[0] });
    await once(server, 'listening');
    server.close();
  });
});
