import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANGES_TOKEN, openGateway } from '../doubles.ts';

const release = {
  kind: 'release',
  service: 'payments',
  environment: 'production',
  at: '2026-03-01T04:01:00+01:00',
  version: 'v1.8.3',
  previousVersion: 'v1.8.2',
  by: 'ci',
  commit: 'abc123',
  url: 'https://ci.example/runs/7',
  summary: 'faster retries',
};

describe('POST /v1/changes', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());

  const send = (body: unknown, headers: Record<string, string> = {}) =>
    gateway.app.inject({
      method: 'POST',
      url: '/v1/changes',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${CHANGES_TOKEN}`, ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('a change is stored in our words and answered with its id', async () => {
    const answer = await send(release);
    const { id } = answer.json();
    expect(answer.statusCode).toBe(202);
    expect(id).toMatch(/^ch_[0-9a-f]{64}$/);
    const { previousVersion, ...same } = release;
    expect(gateway.doubles.changes.get(id)).toEqual({
      ...same,
      id,
      at: '2026-03-01T03:01:00.000Z',
      previous_version: previousVersion,
      source: 'reported',
    });
  });

  test('a repeat, its keys in another order and its time in another zone, is the same change', async () => {
    const { at: _at, ...rest } = release;
    const first = await send(release);
    const second = await send({ at: '2026-03-01T03:01:00Z', ...rest });
    expect(second.json().id).toBe(first.json().id);
    expect(gateway.doubles.changes.size).toBe(1);
  });

  test('another version is another change', async () => {
    const first = await send(release);
    expect((await send({ ...release, version: 'v1.8.4' })).json().id).not.toBe(first.json().id);
  });

  test('a flag needs no version', async () => {
    const flag = { kind: 'flag', service: 'orders', environment: 'production', at: '2026-03-01T03:01:00Z' };
    expect((await send(flag)).statusCode).toBe(202);
  });

  test('a service that the catalogue does not know is stored, with a warning that names the nearest', async () => {
    const answer = await send({ ...release, service: 'paymets' });
    expect([answer.statusCode, answer.json().warnings[0]]).toEqual([
      202,
      expect.stringContaining('did you mean payments?'),
    ]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['an unknown field', { ...release, previous_version: 'v1' }, 'previous_version', /did you mean previousVersion/],
    ['a misspelt field', { ...release, sumary: 'x' }, 'sumary', /did you mean summary/],
    ['a field like no other', { ...release, zzzzzzzz: 1 }, 'zzzzzzzz', /known are kind/],
    ['no kind', { ...release, kind: undefined }, 'kind', /missing.*release, rollout/],
    ['another kind', { ...release, kind: 'deploy' }, 'kind', /one of release, rollout, configuration, flag/],
    ['a release without version', { ...release, version: undefined }, 'version', /missing/],
    ['no environment', { ...release, environment: undefined }, 'environment', /missing.*never implied/],
    ['a time without zone', { ...release, at: '2026-03-01 03:01' }, 'at', /like 2026-01-31T03:01:00Z/],
    ['a time to come', { ...release, at: '2026-03-01T09:01:00Z' }, 'at', /yet to come/],
    ['a script for an address', { ...release, url: 'javascript:alert(1)' }, 'url', /http/],
    ['a service that is no name', { ...release, service: 'a/../b' }, 'service', /service name/],
    ['no object', [1], 'body', /one JSON object/],
  ])('%s is 400 and names the field and what to do', async (_, body, field, message) => {
    const answer = await send(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().problems).toContainEqual({ field, message: expect.stringMatching(message) });
    expect(gateway.doubles.changes.size).toBe(0);
  });

  test('a body that is no strict JSON is 400 with the reason', async () => {
    const answer = await send('{"kind":"flag","kind":"release"}');
    expect([answer.statusCode, answer.json().message]).toEqual([400, expect.stringContaining('"kind" stands twice')]);
  });

  test('a wrong token is 401, a form 415, more than 512 KiB 413', async () => {
    expect((await send(release, { authorization: 'Bearer other' })).statusCode).toBe(401);
    expect((await send(release, { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await send(JSON.stringify(release).padEnd(512 * 1024 + 1))).statusCode).toBe(413);
  });

  test('without a configured token nobody is let in, and the answer says what to configure', async () => {
    const closed = openGateway({ changesSecret: undefined });
    const answer = await closed.app.inject({
      method: 'POST',
      url: '/v1/changes',
      headers: { 'content-type': 'application/json', authorization: 'Bearer undefined' },
      payload: '{}',
    });
    expect([answer.statusCode, answer.json().message]).toEqual([
      401,
      expect.stringContaining('gateway.changes.bearer'),
    ]);
    await closed.app.close();
  });

  test('what people wrote is masked, and a full store is 503', async () => {
    const { id } = (await send({ ...release, summary: 'uses hunter2' })).json();
    expect(gateway.doubles.changes.get(id)?.summary).toBe('uses ***');
    gateway.doubles.store = 'full';
    expect((await send(release)).statusCode).toBe(503);
  });
});
