import type { AlertsBackEnd, HeldAlert } from '#mcp/servers/alerts/back-end';
import { alertsContract, type AlertsFacts } from './alerts.ts';
import { describeBreaking } from './describe-breaking.ts';

const at = '2026-01-01T00:00:00Z';
const facts: AlertsFacts = {
  service: 'checkout',
  firing: { name: 'Errors', severity: 'critical', annotations: { summary: 'it fails' }, between: [at, at] },
  silenced: { name: 'Latency', silence: 'silence-1' },
  inhibited: { name: 'Traffic' },
};

function held(name: string, silencedBy: readonly string[], inhibitedBy: readonly string[]): HeldAlert {
  const labels = { alertname: name, service: 'checkout', severity: 'critical' };
  const state = silencedBy.length + inhibitedBy.length > 0 ? 'suppressed' : 'firing';
  const annotations = { summary: 'it fails' };
  const alert = {
    name,
    state,
    service: 'checkout',
    severity: 'critical',
    labels,
    annotations,
    active_since: at,
  } as const;
  return { alert, fingerprint: `f-${name}`, silencedBy, inhibitedBy };
}

const alerts = [held('Errors', [], []), held('Latency', ['silence-1'], []), held('Traffic', [], ['f-Errors'])];

const backEnd: AlertsBackEnd = {
  source: 'memory',
  active: async ({ silenced, inhibited }) => ({
    alerts: alerts
      .filter((one) => silenced || one.silencedBy.length === 0)
      .filter((one) => inhibited || one.inhibitedBy.length === 0),
    warnings: [],
  }),
};

/** Every alert told in another way. */
const telling =
  (change: (one: HeldAlert) => HeldAlert) =>
  (right: AlertsBackEnd): Partial<AlertsBackEnd> => ({
    active: async (...args) => {
      const answer = await right.active(...args);
      return { ...answer, alerts: answer.alerts.map(change) };
    },
  });

describeBreaking(alertsContract, () => ({ backEnd, facts }), {
  // When it was updated last, as some systems call their first time.
  'an alert says what it is, of which service, how severe, and since when': telling((one) => ({
    ...one,
    alert: { ...one.alert, active_since: '2026-01-01T00:05:00Z' },
  })),
  'what is silenced or inhibited is left out unless it is asked for': (right) => ({
    active: ({ silenced }, signal) => right.active({ silenced, inhibited: silenced }, signal),
  }),
  'what is held back names the silences and the fingerprints of the alerts that hold it back': telling((one) => ({
    ...one,
    silencedBy: [...one.silencedBy, ...one.inhibitedBy],
    inhibitedBy: [],
  })),
});
