import { createHmac } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { BEARER, HMAC_SECRET } from './doubles.ts';

/** An alert as Alertmanager sends it. */
export function payloadAlert(number = 1, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    status: 'firing',
    labels: {
      alertname: 'HighErrorRatio',
      service: 'checkout',
      severity: 'critical',
      instance: `10.0.0.${number}:8080`,
    },
    annotations: { summary: 'checkout fails', description: '14% of requests fail' },
    startsAt: '2026-03-01T03:02:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    fingerprint: number.toString(16).padStart(16, '0'),
    ...change,
  };
}

/** A whole webhook of Alertmanager, payload version 4. */
export function payload(alerts: readonly unknown[] = [payloadAlert()], change: Readonly<Record<string, unknown>> = {}) {
  return {
    receiver: 'holdfast',
    status: 'firing',
    alerts,
    groupLabels: { alertname: 'HighErrorRatio' },
    commonLabels: { alertname: 'HighErrorRatio' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    version: '4',
    groupKey: '{}:{alertname="HighErrorRatio"}',
    truncatedAlerts: 0,
    notification_reason: 'first notification',
    ...change,
  };
}

/** A request of the integration `lab`; a body that is text or bytes goes as it is. */
export function toLab(body: unknown, headers: Record<string, string> = {}): InjectOptions {
  return {
    method: 'POST',
    url: '/v1/hooks/alertmanager/lab',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${BEARER}`, ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
}

/** A request of the integration `signed`. */
export function toSigned(body: Buffer, signature: string = sign(body)): InjectOptions {
  return {
    method: 'POST',
    url: '/v1/hooks/alertmanager/signed',
    headers: { 'content-type': 'application/json', 'x-holdfast-signature': signature },
    payload: body,
  };
}

export function sign(body: Buffer): string {
  return createHmac('sha256', HMAC_SECRET).update(body).digest('hex');
}
