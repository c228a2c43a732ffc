import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert } from '#core/alerts/alert';
import { plainLine } from '#core/text/plain-text';
import { bearer } from '../../authentication/bearer.ts';
import { hmacSha256 } from '../../authentication/hmac-sha256.ts';
import { plainIdentity } from '../../plain-identity.ts';
import { ALERTS_PER_DELIVERY, defineHookSource, type DeliveryContext, type Normalised } from '../define-hook-source.ts';
import { labelledEnvironment, serviceOf, severityOf } from '../label-words.ts';
import { plainTexts, unreadable } from '../plain-payload.ts';
import { Payload, type PayloadAlert, PayloadAlerts } from './payload.ts';
import { ruleExpression } from './rule-expression.ts';

/** The labels of alerts that name what they are about. */
const Settings = z.strictObject({
  /** Read where the integration has no `environment` of its own; without both, incidents are read-only. */
  environmentLabel: z.string().default('environment'),
  serviceLabel: z.string().default('service'),
  severityLabel: z.string().default('severity'),
});
type Context = DeliveryContext<z.output<typeof Settings>>;

/** Its repeats are byte-identical and welcome: it signs no time, and nothing is taken for a replay. */
export const alertmanagerSource = defineHookSource({
  name: 'alertmanager',
  title: 'Prometheus Alertmanager',
  settings: Settings,
  authentication: [bearer, hmacSha256],
  // Alertmanager takes 413 as final and loses the alerts, so the limit is far above what it sends.
  bodyLimitBytes: 8 * 1024 * 1024,
  connect: {
    instruction: 'Add this receiver to the configuration of Alertmanager, and route alerts to it:',
    configuration: (address) =>
      [
        'receivers:',
        '  - name: holdfast',
        '    webhook_configs:',
        `      - url: ${address}`,
        '        max_alerts: 500',
        '        http_config:',
        '          authorization:',
        '            credentials_file: /etc/alertmanager/holdfast-token',
      ].join('\n'),
  },
  example: `source: alertmanager
authentication:
  bearer: { env: HOLDFAST_ALERTMANAGER_TOKEN }
  # or, for a sender that signs: hmac: { env: HOLDFAST_HMAC_KEY } and header: x-holdfast-signature
environment: production # without it the label below names it; without both, incidents are read-only
environmentLabel: environment
serviceLabel: service
severityLabel: severity
`,
  normalise,
});

function normalise(body: unknown, context: Context): Normalised {
  const payload = Payload.safeParse(body);
  if (!payload.success) return unreadable("Alertmanager's webhook", payload.error);
  const processed = PayloadAlerts.safeParse(payload.data.alerts.slice(0, ALERTS_PER_DELIVERY));
  if (!processed.success) return unreadable("Alertmanager's webhook", processed.error, ['alerts']);

  const { name, settings, receivedAt } = context;
  const alerts = processed.data.map((alert) => toAlert(alert, context));
  const environment = context.environment ?? labelledEnvironment(alerts, settings.environmentLabel);
  const unprocessed = payload.data.alerts.slice(ALERTS_PER_DELIVERY);
  return {
    kind: 'delivery',
    delivery: {
      source: 'alertmanager',
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

function toAlert(alert: PayloadAlert, { settings, services, receivedAt }: Context): Alert {
  const labels = plainTexts(alert.labels);
  const service = serviceOf(labels, settings.serviceLabel, services);
  const expression = ruleExpression(alert.generatorURL);
  return {
    fingerprint: fingerprintOf(alert),
    status: alert.status,
    name: plainLine(labels['alertname'] ?? '', 200) || 'alert without a name',
    severity: severityOf(labels[settings.severityLabel]),
    ...(service !== undefined && { service }),
    labels,
    annotations: plainTexts(alert.annotations),
    ...(expression !== undefined && { expression }),
    startsAt: (alert.startsAt ?? receivedAt).toISOString(),
    ...(alert.status === 'resolved' && { endsAt: (alert.endsAt ?? receivedAt).toISOString() }),
  };
}

/** Alertmanager's own; where a payload template changed it, one of the same form from the sorted labels. */
function fingerprintOf({ fingerprint, labels }: PayloadAlert): string {
  if (fingerprint !== undefined && /^[0-9a-f]{16}$/.test(fingerprint)) return fingerprint;
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
