import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIssuerKeys, withReplacedKeys } from '#approvals/issuer-keys';
import { startProxy } from '../http-client/servers.ts';
import { issuerKey } from './made-decision.ts';

const one = await issuerKey('one', 'ES256');
const two = await issuerKey('two', 'ES256');
const header = (kid: string) => ({ alg: 'ES256', kid });

/** An issuer that answers with what stands here now. */
async function startIssuer() {
  const state = {
    keys: [one.jwk] as unknown,
    status: 200,
    says: undefined as string | undefined,
    asked: 0,
    jwksUri: '',
  };
  const server = createServer((request, response) => {
    state.asked += 1;
    const discovery = request.url === '/.well-known/openid-configuration';
    response.writeHead(state.status, { location: 'https://evil.example/' });
    response.end(
      JSON.stringify(
        discovery ? { issuer: state.says ?? issuer.issuer, jwks_uri: state.jwksUri } : { keys: state.keys },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'holdfast',
    groupsClaim: 'groups',
    development: true,
  };
  state.jwksUri = `${issuer.issuer}/keys`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  onTestFinished(stop);
  return { issuer, state, stop };
}

describe('the keys of an issuer', () => {
  it('are fetched once for ten minutes, and again for an id that is not known', async () => {
    const { issuer, state } = await startIssuer();
    let nowMs = 0;
    const keys = createIssuerKeys(undefined, () => nowMs);
    const [first, second] = await Promise.all([keys(issuer, header('one')), keys(issuer, header('one'))]);
    expect(first).toEqual([one.jwk]);
    expect(second).toEqual(first);
    expect(state.asked).toBe(2);
    state.keys = [one.jwk, two.jwk];
    expect(await keys(issuer, header('two'))).toEqual([]);
    expect(state.asked).toBe(2);
    nowMs = 6_000;
    expect(await keys(issuer, header('two'))).toEqual([two.jwk]);
    expect(state.asked).toBe(4);
    nowMs += 9 * 60_000;
    await keys(issuer, header('one'));
    expect(state.asked).toBe(4);
    nowMs += 2 * 60_000;
    state.keys = [two.jwk];
    expect(await keys(issuer, header('one'))).toEqual([]);
  });

  it('are what it said last when it does not answer, and after a restart those that were kept', async () => {
    const { issuer, stop } = await startIssuer();
    let nowMs = 0;
    const keys = createIssuerKeys(undefined, () => nowMs);
    await keys(issuer, header('one'));
    await stop();
    nowMs = 3_600_000;
    expect(await keys(issuer, header('one'))).toEqual([one.jwk]);
    await expect(keys(issuer, header('two'))).rejects.toThrow(`${issuer.issuer} cannot be found out`);
    const restarted = createIssuerKeys(() => Promise.resolve([two.jwk]));
    expect(await restarted(issuer, header('two'))).toEqual([two.jwk]);
    await expect(restarted(issuer, header('one'))).rejects.toThrow('cannot be reached: nothing listens there');
  });

  it('are not those of a private network, a redirect, another issuer, or what is no set of keys', async () => {
    const { issuer, state } = await startIssuer();
    const asked = () => createIssuerKeys()(issuer, header('one'));
    state.jwksUri = 'http://10.0.0.1/keys';
    await expect(asked()).rejects.toThrow('is not an https:// address');
    state.jwksUri = `${issuer.issuer}/keys`;
    state.says = 'https://id.example';
    await expect(asked()).rejects.toThrow('says that it is "https://id.example"');
    state.says = undefined;
    state.keys = 'x'.repeat(600_000);
    await expect(asked()).rejects.toThrow('answered more than 512 KiB');
    state.keys = 'x';
    await expect(asked()).rejects.toThrow('is no set of keys');
    state.status = 302;
    await expect(asked()).rejects.toThrow('answered HTTP 302');
    state.status = 503;
    await expect(asked()).rejects.toThrow('answered HTTP 503');
    await expect(createIssuerKeys()({ ...issuer, development: false }, header('one'))).rejects.toThrow(
      'is not an https:// address',
    );
  });

  it('are asked for through the proxy that the environment names', async () => {
    const proxy = await startProxy({}, 403);
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const issuer = { issuer: 'https://id.example', clientId: 'holdfast', groupsClaim: 'groups', development: false };
    await expect(createIssuerKeys()(issuer, header('one'))).rejects.toThrow(
      `cannot be reached: the request was refused (HTTP 403), through the proxy http://127.0.0.1:${proxy.port}`,
    );
    expect(proxy.asked).toEqual(['CONNECT id.example:443']);
  });

  it('are never a secret, nor a key of another kind than the algorithm’s', async () => {
    const { issuer, state } = await startIssuer();
    state.keys = [{ kty: 'oct', k: 'c2VjcmV0', kid: 'one' }, { ...two.jwk, kid: 'one', use: 'enc' }, one.jwk];
    const keys = createIssuerKeys();
    expect(await keys(issuer, header('one'))).toEqual([one.jwk]);
    expect(await keys(issuer, { alg: 'HS256', kid: 'one' })).toEqual([]);
    expect(await keys(issuer, { alg: 'RS256', kid: 'one' })).toEqual([]);
  });

  it('that the issuer has replaced count where that is asked for, and only if they were kept', async () => {
    const { issuer, state } = await startIssuer();
    state.keys = [two.jwk];
    const now = createIssuerKeys();
    expect(await now(issuer, header('one'))).toEqual([]);
    expect(await withReplacedKeys(now, async () => [one.jwk])(issuer, header('one'))).toEqual([one.jwk]);
    expect(await withReplacedKeys(now, async () => [])(issuer, header('one'))).toEqual([]);
    expect(await withReplacedKeys(now, async () => [one.jwk])(issuer, header('two'))).toHaveLength(1);
  });
});
