import { request } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payload, toLab } from '../gateway/alertmanager-payload.ts';
import { BEARER, openGateway } from '../gateway/doubles.ts';

describe('the HTTP frame', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());

  test('every kind of answer carries the strict policy and no identity of the server', async () => {
    for (const url of ['/', '/nowhere', '/assets/style.css', '/healthz', '/v1/hooks/x/y']) {
      const { headers } = await gateway.app.inject({ method: 'GET', url });
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';img-src 'self';style-src 'self';script-src 'self';connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      );
      expect([headers['x-content-type-options'], headers['x-powered-by'], headers.server]).toEqual([
        'nosniff',
        undefined,
        undefined,
      ]);
    }
  });

  test('the process lives without Temporal, and is ready only with it', async () => {
    expect((await gateway.app.inject('/readyz')).statusCode).toBe(200);
    gateway.doubles.temporal = 'down';
    expect((await gateway.app.inject('/healthz')).json()).toEqual({ status: 'alive' });
    const answer = await gateway.app.inject('/readyz');
    expect([answer.statusCode, answer.json().message]).toEqual([
      503,
      expect.stringContaining('Temporal does not answer'),
    ]);
  });

  test('readiness says why Temporal refuses, without secrets', async () => {
    gateway.doubles.temporal = 'refuses';
    const answer = await gateway.app.inject('/readyz');
    expect([answer.statusCode, answer.json().status]).toEqual([503, 'not_ready']);
    expect(answer.json().message).toContain('no namespace "elsewhere"; ***');
  });

  test('readiness counts the deliveries since the start by what became of them', async () => {
    await gateway.app.inject(toLab(payload()));
    await gateway.app.inject(toLab('{'));
    await gateway.app.inject(toLab('{'));
    for (let number = 0; number < 3; number++) await gateway.app.inject(toLab(payload(), { authorization: 'wrong' }));
    gateway.doubles.temporal = 'down';
    await gateway.app.inject(toLab(payload()));
    const deliveries = { accepted: 1, quarantined: 2, refused: 3, unavailable: 1 };
    expect((await gateway.app.inject('/readyz')).json()).toMatchObject({ status: 'not_ready', deliveries });
    gateway.doubles.temporal = 'up';
    expect((await gateway.app.inject('/readyz')).json()).toEqual({ status: 'ready', deliveries });
  });

  test('a loopback bind in brackets is checked like any other', async () => {
    const bracketed = openGateway({ host: '[::1]' });
    const ask = (host: string) => bracketed.app.inject({ url: '/healthz', headers: { host } });
    expect([(await ask('[::1]:8480')).statusCode, (await ask('evil.example')).statusCode]).toEqual([200, 421]);
    await bracketed.app.close();
  });

  test.each(['127.0.0.1:8480', 'localhost', '[::1]:8480', 'LOCALHOST:1'])(
    'the host %s is this machine',
    async (host) => {
      expect((await gateway.app.inject({ url: '/healthz', headers: { host } })).statusCode).toBe(200);
    },
  );

  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost@evil.example', 'holdfast.example'])(
    'on loopback the host "%s" is misdirected: a name was rebound',
    async (host) => {
      expect((await gateway.app.inject({ url: '/', headers: { host } })).statusCode).toBe(421);
      expect((await gateway.app.inject(toLab(payload(), { host }))).statusCode).toBe(421);
    },
  );

  test('the host of the public address is answered', async () => {
    const published = openGateway({ publicUrl: 'https://holdfast.example:8443/' });
    const ask = (host: string) => published.app.inject({ url: '/healthz', headers: { host } });
    expect([(await ask('holdfast.example')).statusCode, (await ask('evil.example')).statusCode]).toEqual([200, 421]);
    await published.app.close();
  });

  test('every timeout is set', async () => {
    await gateway.app.ready();
    const { server, initialConfig } = gateway.app;
    expect(initialConfig).toMatchObject({
      requestTimeout: 30_000,
      connectionTimeout: 60_000,
      keepAliveTimeout: 20_000,
    });
    expect([server.headersTimeout, server.requestTimeout, server.timeout]).toEqual([15_000, 30_000, 60_000]);
  });

  test('a body that breaks off stores nothing and harms nobody', async () => {
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = gateway.app.server.address() as AddressInfo;
    const head = `POST /v1/hooks/alertmanager/lab HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${BEARER}\r\nContent-Type: application/json\r\n`;
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.write(`${head}Content-Length: 100\r\n\r\n{"ver`, () => resolve()));
    socket.destroy();
    const answer = await gateway.app.inject(toLab(payload()));
    expect([answer.statusCode, gateway.doubles.deliveries.size]).toEqual([202, 1]);
  });

  test('a body in chunks that grows past the limit is 413, and the answer arrives', async () => {
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = gateway.app.server.address() as AddressInfo;
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${BEARER}`,
      'transfer-encoding': 'chunked',
    };
    const path = '/v1/hooks/alertmanager/lab';
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method: 'POST', path, headers }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      });
      sent.once('error', reject).end(Buffer.alloc(9 * 1024 * 1024, ' '));
    });
    expect(status).toBe(413);
  });
});
