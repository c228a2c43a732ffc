import { type AlertmanagerAlert, createAlertmanagerClient } from '../../../backends/alertmanager.ts';
import type { BackEndAddress } from '../../../backends/http.ts';
import type { AlertsBackEnd, HeldAlert } from '../back-end.ts';

const states = { active: 'firing', suppressed: 'suppressed', unprocessed: 'pending' } as const;

export function alertmanagerAdapter(address: BackEndAddress): AlertsBackEnd {
  const client = createAlertmanagerClient(address);
  return {
    source: client.source,
    active: async (options, signal) => (await client.alerts(options, signal)).map(heldAlertOf),
  };
}

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
