import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createLabWriteClient } from '#mcp/backends/lab-writes';
import { plainClient } from '../../support/plain-client.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const condition = { service: 'stock', resourceVersion: '7', mark: 'a'.repeat(64), dryRun: false };
const { signal } = new AbortController();

async function answering(status: number, body: string) {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ method, url, ifMatch: headers['if-match'], body: text && (JSON.parse(text) as unknown) });
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { client: createLabWriteClient(plainClient(url), 500), asked };
}

const refusal = JSON.stringify({ error: { code: 'NO', message: 'It cannot be.' } });

it.each([
  [412, 'PRECONDITION_FAILED', true],
  [409, 'PRECONDITION_FAILED', false],
  [422, 'PRECONDITION_FAILED', false],
  [400, 'INVALID_ARGUMENT', false],
])('What the supervisor refuses with %i is certain: %s', async (status, code, retryable) => {
  const { client, asked } = await answering(status, refusal);
  const message = expect.stringContaining('It cannot be. Nothing was written.') as string;
  await expect(client.change({ replicas: 2 }, condition, signal)).rejects.toMatchObject({ code, retryable, message });
  expect(asked).toHaveLength(1);
});

it.each([
  [500, refusal],
  [502, '<h1>Bad gateway</h1>'],
  [503, ''],
  [412, '<h1>Precondition failed</h1>'],
  [409, '{"message":"conflict"}'],
  [404, '<h1>Not found</h1>'],
  [200, '{"changed":true}'],
  [200, ''],
])('Nothing is certain after %i %j, and nothing is sent again', async (status, body) => {
  const { client, asked } = await answering(status, body);
  await expect(client.change({ replicas: 2 }, condition, signal)).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
  expect(asked).toHaveLength(1);
});

it('A service or an instance that the supervisor does not know was not written to', async () => {
  const { client } = await answering(404, '{"error":{"code":"NO_INSTANCE","known":["stock-2"],"message":"none"}}');
  const ended = client.endInstance({ name: 'stock-1', uid: 'u' }, condition, signal);
  await expect(ended).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('stock-2') as string,
  });
});

it('A write says of what it is one, in whose name, and carries its mark', async () => {
  const { client, asked } = await answering(409, refusal);
  await client.change({ replicas: 2 }, condition, signal).catch(() => {});
  const undo = { ...condition, mark: `${condition.mark}:undo`, dryRun: true };
  await client.endInstance({ name: '../x', uid: 'u' }, undo, signal).catch(() => {});
  expect(asked).toEqual([
    {
      method: 'PATCH',
      url: '/v1/services/stock?dryRun=false',
      ifMatch: '"7"',
      body: { replicas: 2, action: condition.mark, by: 'holdfast', summary: 'Action aaaaaaaaaaaa' },
    },
    {
      method: 'DELETE',
      url: `/v1/services/stock/instances/..%2Fx?dryRun=true&uid=u&action=${condition.mark}%3Aundo`,
      ifMatch: '"7"',
      body: '',
    },
  ]);
});
