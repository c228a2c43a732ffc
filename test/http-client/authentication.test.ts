import { describe, expect, it } from 'vitest';
import type { Authentication } from '#http-client/authentication/authentication';
import { fixedSecret, going, open, read, rotatedSecret, troubleOf, write } from './clients.ts';
import { serve } from './servers.ts';

/** A server that knows one value of a header at a time, and notes what it was sent. */
async function guarded(header: string, accepted: string) {
  const door = { accepted, seen: [] as (string | undefined)[], url: '' };
  door.url = await serve((request, response) => {
    const value = request.headers[header]?.toString();
    door.seen.push(value);
    response.writeHead(value === door.accepted ? 200 : 401).end();
  });
  return door;
}

const token = (secret: ReturnType<typeof rotatedSecret>): Authentication => ({ kind: 'bearer', token: secret });

describe('a request is authenticated', () => {
  it.each<[string, Authentication, string, string]>([
    ['bearer', { kind: 'bearer', token: fixedSecret('abc') }, 'authorization', 'Bearer abc'],
    [
      'basic',
      { kind: 'basic', user: 'reader', password: fixedSecret('pässword:1') },
      'authorization',
      `Basic ${Buffer.from('reader:pässword:1').toString('base64')}`,
    ],
    ['api_key', { kind: 'api_key', header: 'X-Api-Key', key: fixedSecret('k1') }, 'x-api-key', 'k1'],
  ])('by %s, at every request', async (_, authentication, header, value) => {
    const door = await guarded(header, value);
    // prymitive/karma#689: credentials went with some requests and not with others.
    const client = open({ url: `${door.url}/prom`, authentication });
    for (const path of ['api/v1/status', 'api/v2/silences', undefined]) {
      expect(await client.send(read({ path }), going())).toMatchObject({ status: 200 });
    }
    expect(await client.send(write({ path: 'x', body: { kind: 'json', value: {} } }), going())).toMatchObject({
      status: 200,
    });
  });

  it('with the headers of the target, whose values may be secrets too; those that authenticate win', async () => {
    const headers: Record<string, unknown> = {};
    const url = await serve((request, response) => {
      Object.assign(headers, request.headers);
      response.end();
    });
    const client = open({
      url,
      authentication: { kind: 'bearer', token: fixedSecret('abc') },
      headers: {
        'X-Scope-OrgID': 'shop',
        'CF-Access-Client-Secret': fixedSecret('s'),
        Authorization: 'other',
        Accept: '*/*',
      },
    });
    await client.send(read({ headers: { 'X-Own': '1' } }), going());
    expect(headers).toMatchObject({
      'x-scope-orgid': 'shop',
      'cf-access-client-secret': 's',
      'x-own': '1',
      authorization: 'Bearer abc',
      accept: '*/*',
    });
  });

  it('never with a value that would become a header of its own', async () => {
    const door = await guarded('authorization', 'x');
    const client = open({ url: door.url, authentication: token(rotatedSecret('abc\r\nx-admin: SECRET')) });
    const trouble = await troubleOf(client.send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_credentials', retryable: false });
    expect(trouble.message).toMatch(/the value of the header authorization holds a line break.*check its secret$/);
    expect(trouble.message).not.toContain('SECRET');
    expect(door.seen).toEqual([]);
  });
});

describe('a secret that changes', () => {
  it('is sent with the next request', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('authorization', 'Bearer one');
    const client = open({ url: door.url, authentication: token(secret) });
    await client.send(read(), going());
    secret.rotate('two', 'at_once');
    await client.send(read(), going());
    expect(door.seen).toEqual(['Bearer one', 'Bearer two']);
  });

  it('unseen is looked for after HTTP 401, and the request is sent once more', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('authorization', 'Bearer two');
    const client = open({ url: door.url, authentication: token(secret) });
    secret.rotate('two', 'read_again');
    expect(await client.send(read(), going())).toMatchObject({ status: 200 });
    expect(door.seen).toEqual(['Bearer one', 'Bearer two']);
  });

  it('in a header of the target is looked for too', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('x-key', 'two');
    const client = open({ url: door.url, headers: { 'X-Key': secret } });
    secret.rotate('two', 'read_again');
    expect(await client.send(read(), going())).toMatchObject({ status: 200 });
  });

  it('while several requests run serves them all, although it is read again once only', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('authorization', 'Bearer two');
    const client = open({ url: door.url, authentication: token(secret) });
    secret.rotate('two', 'read_again');
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.send(read(), going())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('and is refused as well ends there; one that has not changed is not sent again', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('authorization', 'Bearer three');
    const client = open({ url: door.url, authentication: token(secret) });
    expect(await client.send(read(), going())).toMatchObject({ status: 401 });
    expect(door.seen).toEqual(['Bearer one']);
    secret.rotate('two', 'read_again');
    expect(await client.send(read(), going())).toMatchObject({ status: 401 });
    expect(door.seen).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
  });

  it('unseen while a write was refused is sent with the next one', async () => {
    const secret = rotatedSecret('one');
    const door = await guarded('authorization', 'Bearer two');
    const client = open({ url: door.url, authentication: token(secret) });
    secret.rotate('two', 'read_again');
    expect(await client.send(write(), going())).toMatchObject({ status: 401 });
    expect(await client.send(write(), going())).toMatchObject({ status: 200 });
  });
});

it('what to check is named without any secret', () => {
  const url = 'http://x';
  const words = (authentication: Authentication) => open({ url, authentication }).authentication;
  const secret = fixedSecret('SECRET');
  expect([
    words({ kind: 'none' }),
    words({ kind: 'bearer', token: secret }),
    words({ kind: 'basic', user: 'reader', password: secret }),
    words({ kind: 'api_key', header: 'X-Api-Key', key: secret }),
    words({ kind: 'client_certificate', certificate: secret, key: secret }),
    words({ kind: 'oauth_client_credentials', tokenUrl: url, clientId: 'holdfast', clientSecret: secret }),
  ]).toEqual([
    undefined,
    'the bearer token',
    'the password of the user "reader"',
    'the key in the header X-Api-Key',
    'the client certificate',
    'the OAuth client "holdfast"',
  ]);
});
