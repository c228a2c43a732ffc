import { createHmac } from 'node:crypto';
import type { SendingEnd } from '#core/runs/notification';
import type { Destination } from './destination.ts';
import { type HttpPostEnd, postJson } from './http-post.ts';
import { notificationJson } from './notification-json.ts';

export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly url: string;
  /** Signs the body, as our own hooks take it: hex of HMAC-SHA256 in the header x-holdfast-signature. */
  readonly secret?: string;
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
}

/** Any program that takes JSON over HTTP. One that heeds the Idempotency-Key sees each message once. */
export function createWebhookDestination(settings: WebhookSettings): Destination {
  const { secret, timeoutMilliseconds = 10_000 } = settings;
  const url = new URL(settings.url);
  return {
    async send(message, signal) {
      const body = notificationJson(message);
      const signature = secret === undefined ? undefined : createHmac('sha256', secret).update(body).digest('hex');
      const headers = {
        'idempotency-key': message.key,
        ...(signature !== undefined && { 'x-holdfast-signature': signature }),
      };
      return deliveryOf(await postJson({ url, body, headers, signal, timeoutMilliseconds }), url);
    },
  };
}

function deliveryOf(end: HttpPostEnd, { origin, pathname }: URL): SendingEnd {
  // Without the query, where tokens like to stand.
  const place = `${origin}${pathname}`;
  if (end.kind === 'no_answer') return { kind: 'refused', reason: `${place}: ${end.reason}`, retryable: true };
  const { status, words, retryAfterMilliseconds } = end;
  if (status >= 200 && status < 300) return { kind: 'sent', detail: `${place} answered HTTP ${status}` };
  if (status === 409) return { kind: 'sent', detail: `${place} has had it before (HTTP 409)` };
  const told = `${place} answered HTTP ${status}`;
  if (status >= 300 && status < 400) {
    const reason = `${told}, a redirect, which is not followed; configure the address it leads to`;
    return { kind: 'refused', reason, retryable: false };
  }
  const reason = words === '' ? told : `${told}: ${words}`;
  const retryable = status >= 500 || [408, 425, 429].includes(status);
  return { kind: 'refused', reason, retryable, retryAfterMilliseconds };
}
