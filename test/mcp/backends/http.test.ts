import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Authentication } from '#http-client/authentication/authentication';
import { type ConditionalRequest, requestJson } from '#mcp/backends/http';
import { createPrometheusClient } from '#mcp/backends/prometheus';
import { ToolFailure } from '#mcp/kit/tool-failure';
import { plainClient } from '../../support/plain-client.ts';

const secret = { read: () => 'abc', readAgain: () => false };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(
  url: string,
  options: { authentication?: Authentication; timeoutMilliseconds?: number; write?: ConditionalRequest } = {},
) {
  const { authentication, ...more } = options;
  const answer = requestJson({
    backEnd: 'prometheus',
    client: plainClient(url, authentication),
    path: 'api/v1/alerts',
    answer: z.object({ status: z.literal('success') }),
    signal: new AbortController().signal,
    ...more,
  });
  const failure = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ToolFailure)) throw new Error(`No failure for callers: ${String(failure)}`);
  return { code: failure.code, message: failure.message, retryable: failure.retryable };
}

describe('a back end in trouble', () => {
  it('that nobody serves', async () => {
    const url = await listen(() => {});
    await closers.pop()?.();
    expect(await failureOf(url)).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      message: `prometheus ${url} cannot be reached: nothing listens there (ECONNREFUSED).`,
      retryable: true,
    });
  });

  it('that refuses the request: what to check is named, or that nothing is configured', async () => {
    const url = await listen((request, response) =>
      response.writeHead(request.headers.authorization ? 403 : 401).end(),
    );
    expect(await failureOf(url)).toMatchObject({
      message: `prometheus ${url} refused the request (HTTP 401). No authentication is configured for it: set auth.`,
      retryable: false,
    });
    const basic = { kind: 'basic', user: 'reader', password: secret } as const;
    expect((await failureOf(url, { authentication: basic })).message).toBe(
      `prometheus ${url} refused the request (HTTP 403). Check the password of the user "reader" and what it gives access to.`,
    );
    const apiKey = { kind: 'api_key', header: 'X-Api-Key', key: secret } as const;
    expect((await failureOf(url, { authentication: apiKey })).message).toBe(
      `prometheus ${url} refused the request (HTTP 401). Check the key in the header X-Api-Key.`,
    );
  });

  it('that cannot be asked, because there is no token for it', async () => {
    const url = await listen((_, response) => response.end());
    const oauth = { kind: 'oauth_client_credentials', clientId: 'h', clientSecret: secret } as const;
    const authentication = { ...oauth, tokenUrl: 'http://127.0.0.1:1/token' };
    expect(await failureOf(url, { authentication })).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      message: `prometheus ${url} was not asked: the token endpoint http://127.0.0.1:1/token cannot be reached: nothing listens there (ECONNREFUSED).`,
      retryable: true,
    });
  });

  it('that does not answer in time', async () => {
    const url = await listen(() => {});
    expect(await failureOf(url, { timeoutMilliseconds: 100 })).toMatchObject({
      message: `prometheus ${url} did not answer within 0.1 s.`,
      retryable: true,
    });
  });

  it('that stops in the middle of its answer', async () => {
    const url = await listen((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"status":', () => response.destroy());
    });
    expect(await failureOf(url)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  });

  it('that redirects: the other address is never asked', async () => {
    let followed = false;
    const url = await listen((request, response) => {
      if (request.url?.startsWith('/elsewhere')) followed = true;
      response.writeHead(302, { location: '/elsewhere?token=SECRET' }).end();
    });
    expect(await failureOf(url)).toMatchObject({
      message: `prometheus ${url} answered HTTP 302, a redirect to ${url}/elsewhere, which is not followed. Configure the address it leads to.`,
      retryable: false,
    });
    expect(followed).toBe(false);
  });

  it('that answers 503 with words, 200 with a page, or another shape', async () => {
    const broken = await listen((_, response) => response.writeHead(503).end('shard 3\nis down'));
    expect(await failureOf(broken)).toMatchObject({
      message: `prometheus ${broken} answered HTTP 503: shard 3 is down`,
      retryable: true,
    });
    const page = await listen((_, response) => response.end('<html>Login</html>'));
    expect((await failureOf(page)).message).toContain('answered no JSON: it begins with "<html>Login</html>".');
    const shape = await listen((_, response) => response.end('{"status":"ok"}'));
    expect((await failureOf(shape)).message).toContain('answered what is not understood: status:');
  });

  it('that wants to be asked later says when', async () => {
    const url = await listen((_, response) => response.writeHead(429, { 'retry-after': '90' }).end('slow down'));
    expect(await failureOf(url)).toMatchObject({
      message: `prometheus ${url} answered HTTP 429: slow down (ask again in 90 s)`,
      retryable: true,
    });
  });

  it('is asked again for a read, and never for a write', async () => {
    let asked = 0;
    const url = await listen((_, response) => {
      asked++;
      response.writeHead(503, { 'retry-after': '0' }).end();
    });
    await failureOf(url);
    expect(asked).toBe(3);
    await failureOf(url, { write: { method: 'PATCH', ifMatch: '7', json: {} } });
    expect(asked).toBe(4);
  });

  it('whose answer is compressed as nobody can read it', async () => {
    const url = await listen((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}'));
    expect(await failureOf(url)).toMatchObject({
      message: `prometheus ${url} sent an answer that cannot be read: its compression is broken (Z_DATA_ERROR).`,
      retryable: false,
    });
  });

  it('that answers without end', async () => {
    const url = await listen((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)) && !response.destroyed);
      };
      response.on('drain', more);
      more();
    });
    expect(await failureOf(url)).toMatchObject({ code: 'COST_EXCEEDED', retryable: false });
  });
});

describe('a query that Prometheus does not accept', () => {
  const ask = (url: string) =>
    createPrometheusClient(plainClient(url))
      .query('up{', 0, new AbortController().signal)
      .catch((error: unknown) => error);

  it('is the fault of its author, in the words of Prometheus', async () => {
    const body = { status: 'error', errorType: 'bad_data', error: '1:4: parse error: unexpected end of input' };
    const url = await listen((_, response) => response.writeHead(400).end(JSON.stringify(body)));
    expect(await ask(url)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `prometheus ${url} does not accept the query: 1:4: parse error: unexpected end of input`,
    });
  });

  it('is not at fault when Prometheus gives up', async () => {
    const body = { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' };
    const url = await listen((_, response) => response.writeHead(503).end(JSON.stringify(body)));
    expect(await ask(url)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  });

  // grafana/grafana#90905: the address's own parameters were lost on queries by POST.
  it('reaches Prometheus with the token, the parameters of its address and a deadline of its own', async () => {
    let seen = '';
    const url = await listen((request, response) => {
      request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      request.on('end', () => {
        seen += ` ${request.method} ${request.url} ${request.headers.authorization}`;
        response.end('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}');
      });
    });
    const { series } = await createPrometheusClient(
      plainClient(`${url}/prom/?tenant=a`, { kind: 'bearer', token: secret }),
    ).query('up', 1_700_000_000, new AbortController().signal);
    expect(seen).toBe('query=up&time=1700000000.000&timeout=9s POST /prom/api/v1/query?tenant=a Bearer abc');
    expect(series).toEqual([{ labels: {}, points: [] }]);
  });
});
