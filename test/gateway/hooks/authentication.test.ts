import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedSecrets } from '../../support/fixed-secrets.ts';
import { openIntegrations } from '#gateway/hooks/open-integrations';
import { hookSources } from '#gateway/hooks/sources';
import { payload, sign, toLab, toSigned } from '../alertmanager-payload.ts';
import { BEARER, openGateway } from '../doubles.ts';

const body = Buffer.from(JSON.stringify(payload()));

describe('authentication of a hook', () => {
  const { app, doubles } = openGateway();
  beforeAll(() => app.listen({ host: '127.0.0.1', port: 0 }));
  afterAll(() => app.close());

  test('a signature over the raw bytes is accepted in either case of letters', async () => {
    expect((await app.inject(toSigned(body))).statusCode).toBe(202);
    expect((await app.inject(toSigned(body, sign(body).toUpperCase()))).statusCode).toBe(202);
  });

  test('any flipped bit of the body is 401', async () => {
    const stored = doubles.deliveries.size;
    const bit = fc.record({ at: fc.nat(body.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(bit, async ({ at, bit }) => {
        const flipped = Buffer.from(body);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect((await app.inject(toSigned(flipped, sign(body)))).statusCode).toBe(401);
      }),
      { numRuns: 60 },
    );
    expect(doubles.deliveries.size).toBe(stored);
  });

  test('any flipped bit of the signature is 401', async () => {
    const bit = fc.record({ at: fc.nat(31), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(bit, async ({ at, bit }) => {
        const flipped = Buffer.from(sign(body), 'hex');
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect((await app.inject(toSigned(body, flipped.toString('hex')))).statusCode).toBe(401);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['', 'zz', sign(body).slice(1), `${sign(body)}00`, `sha256=${sign(body)}`, `${'é'.repeat(32)}`])(
    'the signature "%s" is 401',
    async (signature) => {
      expect((await app.inject(toSigned(body, signature))).statusCode).toBe(401);
    },
  );

  test('a token of another integration kind does not open a signed one', async () => {
    const answer = await app.inject({ ...toLab(body), url: '/v1/hooks/alertmanager/signed' });
    expect(answer.statusCode).toBe(401);
  });

  /** `inject` takes no header twice; a socket does. */
  function sendWith(url: string, headers: string[]): Promise<number | undefined> {
    const { port } = app.server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const always = ['Host', '127.0.0.1', 'Content-Type', 'application/json', 'Content-Length', String(body.length)];
      const sent = request(
        { host: '127.0.0.1', port, method: 'POST', path: url, headers: [...always, ...headers] },
        (answer) => {
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode));
        },
      );
      sent.once('error', reject).end(body);
    });
  }

  test('a header that is sent twice is 401, even where both are right', async () => {
    const signature = ['X-Holdfast-Signature', sign(body)];
    const bearer = ['Authorization', `Bearer ${BEARER}`];
    expect(await sendWith('/v1/hooks/alertmanager/signed', signature)).toBe(202);
    expect(await sendWith('/v1/hooks/alertmanager/signed', [...signature, ...signature])).toBe(401);
    expect(await sendWith('/v1/hooks/alertmanager/lab', bearer)).toBe(202);
    expect(await sendWith('/v1/hooks/alertmanager/lab', [...bearer, ...bearer])).toBe(401);
  });

  test('a secret that is replaced while the gateway runs is the one that counts', async () => {
    let token = 'the-old-token-of-the-tests';
    const integrations = openIntegrations(
      { lab: { source: 'alertmanager', authentication: { bearer: { env: 'X' } } } },
      hookSources,
      { of: () => ({ read: () => token }) },
    );
    const { app: other } = openGateway({ integrations });
    const send = async () => (await other.inject(toLab(body, { authorization: `Bearer ${token}` }))).statusCode;
    expect(await send()).toBe(202);
    const old = token;
    token = 'the-new-token-of-the-tests';
    expect(await send()).toBe(202);
    expect((await other.inject(toLab(body, { authorization: `Bearer ${old}` }))).statusCode).toBe(401);
    await other.close();
  });

  test.each([
    ['', /"open" is empty/],
    ['123456789012345', /"open" has 15 characters, which can be guessed/],
  ])('the secret "%s" does not start a gateway', (secret, message) => {
    const integrations = openIntegrations(
      { open: { source: 'alertmanager', authentication: { bearer: { env: 'X' } } } },
      hookSources,
      fixedSecrets(secret),
    );
    expect(() => openGateway({ integrations })).toThrow(message);
  });
});
