import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createWebhookDestination } from '#notifications/webhook';
import { going, hostileTexts, message } from './message.ts';
import { type ScriptedAnswer, impatient, startReceiver, WebhookBody } from './receiver-double.ts';

async function withReceiver(script: readonly ScriptedAnswer[], secret?: string) {
  const receiver = await startReceiver('/in?token=SECRET', WebhookBody, script);
  const url = `${receiver.origin}/in?token=SECRET`;
  const destination = createWebhookDestination({
    kind: 'webhook',
    target: { url, authentication: { kind: 'none' } },
    secret: secret === undefined ? undefined : { read: () => secret },
    ...impatient(script),
  });
  return { ...receiver, destination };
}

describe('a webhook', () => {
  it('gets the message as JSON, with its key and a signature over exactly these bytes', async () => {
    const { destination, received, finish } = await withReceiver([{ status: 204 }], 'signing key');
    expect(await destination.send(message, going())).toMatchObject({ kind: 'sent' });
    const raw = received[0]?.raw ?? '';
    const headers = received[0]?.headers;
    expect(JSON.parse(raw)).toEqual({ apiVersion: 'holdfast/v1', kind: 'Notification', ...message });
    expect(headers?.['idempotency-key']).toBe(message.key);
    expect(headers?.['x-holdfast-signature']).toBe(createHmac('sha256', 'signing key').update(raw).digest('hex'));
    await finish();
  });

  it('without a secret gets no signature', async () => {
    const { destination, received, finish } = await withReceiver([{ status: 200 }]);
    await destination.send(message, going());
    expect(received[0]?.headers).not.toHaveProperty('x-holdfast-signature');
    await finish();
  });

  it.each(hostileTexts)('gets %s as a text', async (_, text) => {
    const { destination, received, finish } = await withReceiver([{ status: 200 }]);
    expect(await destination.send({ ...message, text }, going())).toMatchObject({ kind: 'sent' });
    expect(JSON.parse(received[0]?.raw ?? '')).toMatchObject({ key: message.key, text });
    await finish();
  });

  it.each<[string, ScriptedAnswer, object]>([
    ['that had it before', { status: 409 }, { kind: 'sent' }],
    ['that redirects', { status: 307, headers: { location: '/elsewhere' } }, { kind: 'refused', retryable: false }],
    [
      'that wants none of it',
      { status: 422, body: 'text:\n must be\u001b[31m shorter' },
      { kind: 'refused', retryable: false, reason: expect.stringMatching(/ HTTP 422: text: must be shorter$/) },
    ],
    [
      'that is busy',
      { status: 503, headers: { 'retry-after': '5' } },
      { kind: 'refused', retryable: true, retryAfterMilliseconds: 5_000 },
    ],
    [
      'that does not answer',
      { status: 200, hangs: true },
      { kind: 'refused', retryable: true, reason: expect.stringMatching(/did not answer within 0\.3 s$/) },
    ],
    [
      'that answers without end',
      { status: 400, body: 'no '.repeat(1_000_000) },
      { kind: 'refused', reason: expect.stringMatching(/^.{100,300}$/) },
    ],
  ])('%s is understood', async (_, answer, expected) => {
    const { destination, finish } = await withReceiver([answer]);
    const delivery = await destination.send(message, going());
    expect(delivery).toMatchObject(expected);
    expect(JSON.stringify(delivery)).not.toContain('SECRET');
    await finish();
  });

  it('that asks who sends gets the configured credentials, and a refusal says which ones to check', async () => {
    const receiver = await startReceiver('/in', WebhookBody, [{ status: 200 }, { status: 403, body: 'no' }]);
    const token = { read: () => 'tokenSECRET', readAgain: () => false };
    const target = { url: `${receiver.origin}/in`, authentication: { kind: 'bearer', token } } as const;
    const destination = createWebhookDestination({ kind: 'webhook', target });
    expect(await destination.send(message, going())).toMatchObject({ kind: 'sent' });
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer tokenSECRET');
    expect(await destination.send(message, going())).toEqual({
      kind: 'refused',
      retryable: false,
      reason: `${receiver.origin}/in answered HTTP 403 (check the bearer token): no`,
    });
    await receiver.finish();
  });

  it('for which there is no token is not asked, and tried again only where that may pass', async () => {
    const receiver = await startReceiver('/in', WebhookBody, []);
    const secret = { read: () => 'SECRET', readAgain: () => false };
    const oauth = { kind: 'oauth_client_credentials', clientId: 'h', clientSecret: secret } as const;
    const target = { url: `${receiver.origin}/in`, authentication: { ...oauth, tokenUrl: 'http://127.0.0.1:1/token' } };
    expect(await createWebhookDestination({ kind: 'webhook', target }).send(message, going())).toEqual({
      kind: 'refused',
      retryable: true,
      reason: `${receiver.origin}/in was not asked: the token endpoint http://127.0.0.1:1/token cannot be reached: nothing listens there (ECONNREFUSED)`,
    });
    await receiver.finish();
  });
});
