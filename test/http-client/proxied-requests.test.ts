import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { readProxies } from '#http-client/proxies';
import { createAuthority } from './certificates.ts';
import { fixedSecret, going, open, read, troubleOf } from './clients.ts';
import { serve, serveTls, startProxy } from './servers.ts';

const company = createAuthority('Company');
const portIn = (url: string) => Number(new URL(url).port);

describe('through a proxy', () => {
  it('http:// goes as a request to it, without a tunnel, and with its password', async () => {
    const proxy = await startProxy({ 'metrics.example:9090': 1 });
    const secrets: string[] = [];
    const proxies = readProxies({ HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` });
    const url = 'http://metrics.example:9090/prom';
    const client = open({ url, proxies, onSecret: (_, value) => secrets.push(value) });
    const answer = await client.send(read({ path: 'api', parameters: [['query', 'up']] }), going());
    expect(answer).toMatchObject({ status: 200, body: 'through the proxy to /prom/api' });
    const basic = Buffer.from('user:p@ss').toString('base64');
    expect(proxy.asked).toEqual([`GET http://metrics.example:9090/prom/api?query=up Basic ${basic}`]);
    // The proxy's password is a secret of this process.
    expect(secrets).toEqual(['p@ss']);
  });

  it('https:// goes in a tunnel, with the authority and the client certificate of the target', async () => {
    // gajus/global-agent#25, TooTallNate/proxy-agents#111: the client certificate was lost on the way.
    const server = company.issue('metrics.example');
    const seen: unknown[] = [];
    const options = { cert: server.certificate, key: server.key, ca: company.certificate, requestCert: true };
    const port = await serveTls(options, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      seen.push(subject.CN, request.headers.authorization, request.headers['proxy-authorization']);
      response.end('hello');
    });
    const proxy = await startProxy({ 'metrics.example:443': port });
    const issued = company.issue('holdfast');
    const client = open({
      url: 'https://metrics.example',
      proxies: readProxies({ HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}` }),
      ca: company.certificate,
      authentication: {
        kind: 'client_certificate',
        certificate: fixedSecret(issued.certificate),
        key: fixedSecret(issued.key),
      },
    });
    for (let count = 0; count < 3; count++) {
      expect(await client.send(read(), going())).toMatchObject({ status: 200, body: 'hello' });
    }
    expect(seen.slice(0, 3)).toEqual(['holdfast', undefined, undefined]);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT metrics.example:443 Basic ${btoa('user:pass')}`]));
    expect(proxy.asked.length).toBeLessThan(3);
  });

  it('a server with a certificate of nobody trusted stays refused', async () => {
    const server = company.issue('metrics.example');
    const port = await serveTls({ cert: server.certificate, key: server.key }, (_, response) => response.end());
    const proxy = await startProxy({ 'metrics.example:443': port });
    const proxies = readProxies({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    const trouble = await troubleOf(open({ url: 'https://metrics.example', proxies }).send(read(), going()));
    expect(trouble.message).toContain('nobody trusted signed its certificate');
  });

  it('what NO_PROXY names is reached directly: the proxy never hears of it', async () => {
    const proxy = await startProxy({ 'metrics.invalid:9090': 1 });
    const at = (exceptions: string) =>
      readProxies({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: exceptions });
    const url = 'http://metrics.invalid:9090';
    expect(await troubleOf(open({ url, proxies: at('.invalid:9090') }).send(read(), going()))).toMatchObject({
      message: expect.stringMatching(/its name is not known \(\w+\)$/) as unknown,
    });
    expect(proxy.asked).toEqual([]);
    expect(await open({ url, proxies: at('.invalid:9091') }).send(read(), going())).toMatchObject({ status: 200 });
    expect(proxy.asked).toHaveLength(1);
  });

  it('this machine is reached directly', async () => {
    const url = await serve((_, response) => response.end('hello'));
    const proxies = readProxies({ HTTP_PROXY: 'http://127.0.0.1:1' });
    expect((await open({ url: `http://localhost:${portIn(url)}`, proxies }).send(read(), going())).body).toBe('hello');
  });
});

describe('a proxy in trouble is named, without its password', () => {
  it.each([
    ['http://metrics.example', 407],
    ['https://metrics.example', 407],
    ['https://metrics.example', 403],
  ])('where it refuses %s with HTTP %i', async (url, status) => {
    const proxy = await startProxy({ 'metrics.example': 1, 'metrics.example:443': 1 }, status);
    const origin = `http://127.0.0.1:${proxy.port}`;
    const variable = `http://user:SECRET@127.0.0.1:${proxy.port}`;
    const proxies = readProxies({ HTTP_PROXY: variable, HTTPS_PROXY: variable });
    const trouble = await troubleOf(open({ url, proxies }).send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_answer' });
    expect(trouble.message).toContain(`through the proxy ${origin}`);
    expect(trouble.message).toContain(`HTTP ${status}`);
    expect(trouble.message).not.toContain('SECRET');
  });

  it.each(['http://metrics.example', 'https://metrics.example'])('where it is not there, for %s', async (url) => {
    const proxies = readProxies({ HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect((await troubleOf(open({ url, proxies }).send(read(), going()))).message).toBe(
      'cannot be reached: nothing listens there (ECONNREFUSED), through the proxy http://127.0.0.1:1',
    );
  });
});
