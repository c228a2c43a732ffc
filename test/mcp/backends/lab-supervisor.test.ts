import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLabSupervisorClient } from '#mcp/backends/lab-supervisor';
import { plainClient } from '../../support/plain-client.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Answers everything alike, and tells what it was asked. */
async function answering(status: number, body: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const signal = new AbortController().signal;

describe('the client of the supervisor', () => {
  it('says which names there are where one does not exist', async () => {
    const error = { code: 'NOT_FOUND', message: 'none', known: ['payments', 'stock'] };
    const { url } = await answering(404, JSON.stringify({ error }));
    await expect(createLabSupervisorClient(plainClient(url)).service('stok', signal)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `lab ${url} has no service "stok". Names like it: stock. It has: payments, stock.`,
    });
  });

  it.each([
    ['a page', '<h1>Not Found</h1>'],
    ['a refusal that names nothing', '{"error":{"code":"NOT_FOUND","message":"There is no GET /v1/x."}}'],
  ])('takes a 404 with %s for a wrong address', async (_, body) => {
    const { url } = await answering(404, body);
    await expect(createLabSupervisorClient(plainClient(url)).service('stock', signal)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('does not know the address') as string,
    });
  });

  it.each([
    ['..', '/v1/services/%252E%252E/health'],
    ['a/../b?c#d', '/v1/services/a%2F..%2Fb%3Fc%23d/health'],
    ['\ud800', '/v1/services/%EF%BF%BD/health'],
  ])('asks for %j as one segment', async (name, path) => {
    const { url, asked } = await answering(200, '{"instances":[]}');
    await createLabSupervisorClient(plainClient(url)).health(name, signal);
    expect(asked).toEqual([path]);
  });

  it('does not take an answer of another shape', async () => {
    const { url } = await answering(200, '{"revisions":[],"service":{}}');
    await expect(createLabSupervisorClient(plainClient(url)).revisions('stock', signal)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('is not understood') as string,
    });
  });
});
