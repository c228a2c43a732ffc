import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('an empty secret does not start a gateway', () => {
    const hook = { source: 'alertmanager', environmentLabel: 'e', serviceLabel: 's', severityLabel: 'v' };
    const integrations = { open: { ...hook, authentication: { kind: 'bearer', token: '' } as const } };
    expect(() => openGateway({ integrations })).toThrow(/"open" is empty/);
  });
});
