import { createHmac } from 'node:crypto';
import { createHttpClient, type HttpClient } from '#http-client/create-http-client';
import type { HttpTarget } from '#http-client/http-target';
import type { SendingEnd } from '#core/runs/notification';
import type { Destination } from './destination.ts';
import { type HttpPostEnd, postJson } from './http-post.ts';
import { notificationJson } from './notification-json.ts';

export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly target: HttpTarget;
  /** Signs the body, as Holdfast's own hooks take it: hex of HMAC-SHA256 in the header x-holdfast-signature. */
  readonly secret?: { read(): string };
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
}

/** Any program that takes JSON over HTTP. One that heeds the Idempotency-Key sees each message once. */
export function createWebhookDestination(settings: WebhookSettings): Destination {
  const { target, secret, timeoutMilliseconds = 10_000 } = settings;
  const client = createHttpClient(target);
  return {
    async send(message, signal) {
      const body = notificationJson(message);
      const headers: Record<string, string> = { 'idempotency-key': message.key };
      if (secret) {
        headers['x-holdfast-signature'] = createHmac('sha256', secret.read()).update(body).digest('hex');
      }
      return deliveryOf(await postJson(client, { body, headers, signal, timeoutMilliseconds }), client);
    },
  };
}

function deliveryOf(
  end: HttpPostEnd,
  { place, authentication }: Pick<HttpClient, 'place' | 'authentication'>,
): SendingEnd {
  if (end.kind === 'no_answer') {
    return { kind: 'refused', reason: `${place} ${end.reason}`, retryable: end.retryable };
  }
  const { status, words, retryAfterMilliseconds } = end;
  if (status >= 200 && status < 300) return { kind: 'sent', detail: `${place} answered HTTP ${status}` };
  if (status === 409) return { kind: 'sent', detail: `${place} has had it before (HTTP 409)` };
  const said = `${place} answered HTTP ${status}`;
  if (status >= 300 && status < 400) {
    const reason = `${said}, a redirect, which is not followed; configure the address it leads to`;
    return { kind: 'refused', reason, retryable: false };
  }
  const toCheck =
    (status === 401 || status === 403) && authentication !== undefined ? ` (check ${authentication})` : '';
  const reason = words === '' ? `${said}${toCheck}` : `${said}${toCheck}: ${words}`;
  const retryable = status >= 500 || [408, 425, 429].includes(status);
  return { kind: 'refused', reason, retryable, retryAfterMilliseconds };
}
