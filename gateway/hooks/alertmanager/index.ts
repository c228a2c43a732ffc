import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Alert } from '#core/alerts/alert';
import { plainIdentity } from '../../plain-identity.ts';
import { plainLine, plainText } from '#core/text/plain-text';
import { environmentOf, serviceOf, severityOf } from '../label-words.ts';
import type { DeliveryContext, HookSource, Normalised } from '../source.ts';
import { ALERTS_PER_DELIVERY } from '../source.ts';
import type { PayloadAlert } from './payload.ts';
import { Payload, PayloadAlerts } from './payload.ts';

/** Prometheus Alertmanager. Its repeats are byte-identical and welcome: there is no replay cache. */
export const alertmanager: HookSource = {
  name: 'alertmanager',
  // Alertmanager takes 413 as final and loses the alerts, so the limit is far above what it sends.
  bodyLimitBytes: 8 * 1024 * 1024,
  normalise,
};

function normalise(body: unknown, context: DeliveryContext): Normalised {
  const payload = Payload.safeParse(body);
  if (!payload.success) return unreadable(payload.error, []);
  const processed = PayloadAlerts.safeParse(payload.data.alerts.slice(0, ALERTS_PER_DELIVERY));
  if (!processed.success) return unreadable(processed.error, ['alerts']);

  const { name, integration, receivedAt } = context;
  const alerts = processed.data.map((alert) => toAlert(alert, context));
  const environment = integration.environment ?? environmentOf(alerts, integration.environmentLabel);
  const unprocessed = payload.data.alerts.slice(ALERTS_PER_DELIVERY);
  return {
    kind: 'delivery',
    delivery: {
      source: alertmanager.name,
      integration: name,
      groupKey: plainIdentity(payload.data.groupKey, 4096),
      groupId: createHash('sha256').update(payload.data.groupKey).digest('hex').slice(0, 16),
      ...(environment !== undefined && { environment }),
      receivedAt: receivedAt.toISOString(),
      alerts,
      unprocessedAlerts: unprocessed.length + payload.data.truncatedAlerts,
    },
    unprocessed,
  };
}

function toAlert(alert: PayloadAlert, { integration, services, receivedAt }: DeliveryContext): Alert {
  const labels = plainTexts(alert.labels);
  const service = serviceOf(labels, integration.serviceLabel, services);
  return {
    fingerprint: fingerprintOf(alert),
    status: alert.status,
    name: plainLine(labels['alertname'] ?? '', 200) || 'alert without a name',
    severity: severityOf(labels[integration.severityLabel]),
    ...(service !== undefined && { service }),
    labels,
    annotations: plainTexts(alert.annotations),
    startsAt: (alert.startsAt ?? receivedAt).toISOString(),
    ...(alert.status === 'resolved' && { endsAt: (alert.endsAt ?? receivedAt).toISOString() }),
  };
}

function plainTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(texts).map(([name, text]) => [plainLine(name, 200), plainText(text)] as const);
  // A name that only became dangerous or empty when unseen characters went was meant to be.
  return Object.fromEntries(entries.filter(([name]) => name !== '' && name !== '__proto__'));
}

/** Alertmanager's own, or where a payload template changed it, one like it: of the sorted labels. */
function fingerprintOf({ fingerprint, labels }: PayloadAlert): string {
  if (fingerprint !== undefined && /^[0-9a-f]{16}$/.test(fingerprint)) return fingerprint;
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

function unreadable(error: z.ZodError, prefix: readonly string[]): Normalised {
  const [issue] = error.issues;
  const path = plainLine([...prefix, ...(issue?.path ?? [])].join('.'), 200);
  return {
    kind: 'unreadable',
    reason: `not Alertmanager's webhook: ${path || 'body'}: ${issue?.message ?? 'unknown'}`,
  };
}
