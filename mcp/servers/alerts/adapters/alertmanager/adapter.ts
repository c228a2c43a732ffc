import { anyAuthentication, httpTarget } from '#settings/http-target';
import { type AlertmanagerAlert, createAlertmanagerClient } from '../../../../backends/alertmanager.ts';
import { defineAdapter } from '../../../../kit/define-adapter.ts';
import type { AlertsBackEnd, HeldAlert } from '../../back-end.ts';

const states = { active: 'firing', suppressed: 'suppressed', unprocessed: 'pending' } as const;

export const alertmanager = defineAdapter({
  name: 'alertmanager',
  title: 'Alertmanager, and compatible servers, over its HTTP API version 2',
  settings: httpTarget(anyAuthentication),
  example: `url: http://alertmanager.monitoring:9093
`,
  capabilities: [],
  testedOn: [{ how: 'real', system: 'Alertmanager 0.28' }],
  open(settings, { openClient }): AlertsBackEnd {
    const client = createAlertmanagerClient(openClient(settings));
    return {
      source: client.source,
      active: async (options, signal) => {
        const alerts = await client.alerts(options, signal);
        return { alerts: alerts.map(heldAlertOf), warnings: [] };
      },
    };
  },
});

function heldAlertOf({ fingerprint, labels, annotations, startsAt, status }: AlertmanagerAlert): HeldAlert {
  return {
    fingerprint,
    silencedBy: status.silencedBy,
    inhibitedBy: status.inhibitedBy,
    alert: {
      name: labels.alertname ?? 'unnamed',
      state: states[status.state],
      service: labels.service,
      severity: labels.severity,
      labels,
      annotations,
      active_since: startsAt,
    },
  };
}
