import { describe, expect, it } from 'vitest';
import { fixedSecret, going, open, read, rotatedSecret, troubleOf } from './clients.ts';
import { serve } from './servers.ts';
import { startTokenEndpoint, type TokenAnswer } from './token-endpoint.ts';

const granted = (token: string, seconds: unknown = 3_600): TokenAnswer => ({
  status: 200,
  body: { access_token: token, token_type: 'bearer', expires_in: seconds },
});

/** A target that accepts some tokens, and notes all. */
async function target(accepts: (token: string) => boolean = () => true) {
  const seen: string[] = [];
  const url = await serve((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    seen.push(token);
    response.writeHead(accepts(token) ? 200 : 401).end();
  });
  return { url, seen };
}

const client = (
  url: string,
  tokenUrl: string,
  more: {
    readonly clientSecret?: ReturnType<typeof fixedSecret>;
    readonly scope?: string;
    readonly audience?: string;
    readonly now?: () => number;
    readonly onSecret?: (source: string, value: string) => void;
  } = {},
) => {
  const { clientSecret = fixedSecret('s+cret:1'), scope, audience, now, onSecret } = more;
  const authentication = { kind: 'oauth_client_credentials', tokenUrl, clientId: 'hold fast', clientSecret } as const;
  return open({ url, authentication: { ...authentication, scope, audience }, onSecret }, now);
};

describe('OAuth client credentials', () => {
  it('are exchanged for one token, which all requests share, also those that come at once', async () => {
    const endpoint = await startTokenEndpoint((_, count) => granted(`token-${count}`));
    const { url, seen } = await target();
    const asking = client(url, endpoint.url, { scope: 'metrics:read', audience: 'https://mimir' });
    await Promise.all(Array.from({ length: 4 }, () => asking.send(read(), going())));
    await asking.send(read(), going());
    expect(seen).toEqual(Array.from({ length: 5 }, () => 'token-1'));
    expect(endpoint.requests).toEqual([
      {
        // Both parts are encoded as in a form: a colon or plus sign in a secret would otherwise be another secret.
        authorization: `Basic ${Buffer.from('hold+fast:s%2Bcret%3A1').toString('base64')}`,
        fields: { grant_type: 'client_credentials', scope: 'metrics:read', audience: 'https://mimir' },
      },
    ]);
  });

  it.each<[string, TokenAnswer]>([
    ['401', { status: 401, body: {} }],
    ['400 invalid_client', { status: 400, body: { error: 'invalid_client' } }],
  ])('go into the body where the endpoint answers the header with %s', async (_, refusal) => {
    const endpoint = await startTokenEndpoint((request) => (request.authorization ? refusal : granted('t')));
    const { url } = await target();
    expect(await client(url, endpoint.url).send(read(), going())).toMatchObject({ status: 200 });
    const [, second] = endpoint.requests;
    expect(second?.fields).toMatchObject({ client_id: 'hold fast', client_secret: 's+cret:1' });
  });

  it('give tokens that are renewed a little before they expire, whatever type the life has', async () => {
    let now = 0;
    const endpoint = await startTokenEndpoint((_, count) => granted(`token-${count}`, count === 1 ? '3600' : null));
    const { url, seen } = await target();
    const asking = client(url, endpoint.url, { now: () => now });
    for (const at of [0, 3_569_000, 3_571_000, 3_571_000 + 269_000, 3_571_000 + 271_000]) {
      now = at;
      await asking.send(read(), going());
    }
    // A life that is not told is five minutes.
    expect(seen).toEqual(['token-1', 'token-1', 'token-2', 'token-2', 'token-3']);
  });

  it('keep their token over a short outage of the endpoint, until it expires', async () => {
    let now = 0;
    const endpoint = await startTokenEndpoint((_, count) =>
      count === 1 ? granted('token-1') : { status: 503, body: '' },
    );
    const { url } = await target();
    const asking = client(url, endpoint.url, { now: () => now });
    await asking.send(read(), going());
    now = 3_590_000;
    expect(await asking.send(read(), going())).toMatchObject({ status: 200 });
    now = 3_600_000;
    expect(await troubleOf(asking.send(read(), going()))).toMatchObject({
      kind: 'no_credentials',
      retryable: true,
      message: `was not asked: the token endpoint ${endpoint.url.replace('?tenant=1', '')} answered HTTP 503`,
    });
  });

  it('that are revoked early are exchanged again after HTTP 401, with a secret that was rotated meanwhile', async () => {
    // oauth2-proxy/oauth2-proxy#341, zalando-zmon/zmon-controller#31: the client's secret was read at the start only.
    let now = 0;
    const clientSecret = rotatedSecret('one');
    const endpoint = await startTokenEndpoint((_, count) => granted(`token-${count}`));
    let revoked = '';
    const { url, seen } = await target((token) => token !== revoked);
    const asking = client(url, endpoint.url, { clientSecret, now: () => now });
    await asking.send(read(), going());
    revoked = 'token-1';
    clientSecret.rotate('two', 'read_again');
    now = 60_000;
    const answers = await Promise.all([1, 2, 3].map(() => asking.send(read(), going())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(seen.slice(1).sort()).toEqual(['token-1', 'token-1', 'token-1', 'token-2', 'token-2', 'token-2']);
    const secrets = endpoint.requests.map(({ authorization }) =>
      Buffer.from(authorization?.replace('Basic ', '') ?? '', 'base64').toString(),
    );
    expect(secrets).toEqual(['hold+fast:one', 'hold+fast:two']);
  });

  it('whose fresh token is refused are not exchanged again: it is not the age of the token', async () => {
    const endpoint = await startTokenEndpoint((_, count) => granted(`token-${count}`));
    const { url, seen } = await target(() => false);
    expect(await client(url, endpoint.url, { now: () => 0 }).send(read(), going())).toMatchObject({ status: 401 });
    expect(seen).toEqual(['token-1']);
    expect(endpoint.requests).toHaveLength(1);
  });

  it('give tokens that are secrets like those in the configuration', async () => {
    const endpoint = await startTokenEndpoint(() => granted('TOKEN-1'));
    const { url } = await target();
    const secrets: string[] = [];
    await client(url, endpoint.url, { onSecret: (_, value) => secrets.push(value) }).send(read(), going());
    expect(secrets).toEqual(['TOKEN-1']);
  });
});

describe('a token endpoint in trouble is named, with what to do and without a secret', () => {
  it.each<[string, TokenAnswer, string, boolean]>([
    [
      'that does not know the client',
      { status: 401, body: { error: 'invalid_client', error_description: 'no SECRET' } },
      'answered HTTP 401 invalid_client; check the OAuth client "hold fast", its secret, scope and audience',
      false,
    ],
    ['that is overloaded', { status: 429, body: '' }, 'answered HTTP 429', true],
    [
      'that answers a page',
      { status: 200, body: '<html>SECRET' },
      'answered something that holds no bearer token',
      false,
    ],
    [
      'that gives a token of another kind',
      { status: 200, body: { access_token: 'SECRET', token_type: 'mac' } },
      'answered something that holds no bearer token',
      false,
    ],
    [
      'that gives a token which no header can carry',
      { status: 200, body: { access_token: 'SECRET\r\nx: y' } },
      'answered something that holds no bearer token',
      false,
    ],
    [
      'that redirects',
      { status: 302, body: '' },
      'answered HTTP 302; check the OAuth client "hold fast", its secret, scope and audience',
      false,
    ],
  ])('%s', async (_, answer, words, retryable) => {
    const endpoint = await startTokenEndpoint(() => answer);
    const { url, seen } = await target();
    const trouble = await troubleOf(client(url, endpoint.url).send(read(), going()));
    expect(trouble).toMatchObject({ kind: 'no_credentials', retryable });
    expect(trouble.message).toBe(`was not asked: the token endpoint ${endpoint.url.replace('?tenant=1', '')} ${words}`);
    expect(seen).toEqual([]);
  });

  it('that nobody serves', async () => {
    const { url } = await target();
    expect(await troubleOf(client(url, 'http://127.0.0.1:1/token').send(read(), going()))).toMatchObject({
      message:
        'was not asked: the token endpoint http://127.0.0.1:1/token cannot be reached: nothing listens there (ECONNREFUSED)',
      retryable: true,
    });
  });

  it('that does not answer costs the caller no more than its own time, and others not their token', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const endpoint = await startTokenEndpoint(() => held.then(() => granted('late')));
    const { url, seen } = await target();
    const asking = client(url, endpoint.url);
    const patient = asking.send(read(), going());
    expect(await troubleOf(asking.send(read({ timeoutMilliseconds: 50 }), going()))).toMatchObject({
      kind: 'timed_out',
    });
    release();
    expect(await patient).toMatchObject({ status: 200 });
    expect(seen).toEqual(['late']);
    expect(endpoint.requests).toHaveLength(1);
  });
});
