import { expect } from 'vitest';
import type { AlertsBackEnd } from '#mcp/servers/alerts/back-end';
import { combineAlerts } from '#mcp/servers/alerts/combine';
import type { Clause, Contract, Subject } from './contract.ts';
import { describeContract } from './describe-contract.ts';

/** What a world of the port AlertsBackEnd shows: three alerts that are held, and no other of this service. */
export interface AlertsFacts {
  readonly service: string;
  readonly firing: {
    readonly name: string;
    readonly severity: string;
    readonly annotations: Readonly<Record<string, string>>;
    /** RFC 3339: it was held by then, and not before. */
    readonly between: readonly [string, string];
  };
  readonly silenced: { readonly name: string; readonly silence: string };
  /** By the alert that fires. */
  readonly inhibited: { readonly name: string };
}

const all = { silenced: true, inhibited: true };

const clauses: readonly Clause<AlertsBackEnd, AlertsFacts>[] = [
  {
    sentence: 'an alert says what it is, of which service, how severe, and since when',
    async check({ backEnd, signal, service, firing }) {
      const { alerts, warnings } = await backEnd.active(all, signal);
      expect(warnings).toEqual([]);
      const found = alerts.filter(({ alert }) => alert.name === firing.name);
      const { name, severity, annotations, between } = firing;
      const labels = { alertname: name, service, severity };
      const expected = { name, state: 'firing', service, severity, annotations, labels };
      expect(found).toMatchObject([{ alert: expected, silencedBy: [], inhibitedBy: [] }]);
      const since = Date.parse(found[0]!.alert.active_since ?? '');
      expect(since).toBeGreaterThanOrEqual(Date.parse(between[0]));
      expect(since).toBeLessThanOrEqual(Date.parse(between[1]));
    },
  },
  {
    sentence: 'what is silenced or inhibited is left out unless it is asked for',
    async check({ backEnd, signal, service, firing, silenced, inhibited }) {
      const names = async (options: { silenced: boolean; inhibited: boolean }) => {
        const { alerts } = await backEnd.active(options, signal);
        return alerts.flatMap(({ alert }) => (alert.service === service ? alert.name : [])).sort();
      };
      const with_ = (...others: readonly { readonly name: string }[]) =>
        [firing, ...others].map(({ name }) => name).sort();
      expect(await names({ silenced: false, inhibited: false })).toEqual(with_());
      expect(await names({ silenced: true, inhibited: false })).toEqual(with_(silenced));
      expect(await names({ silenced: false, inhibited: true })).toEqual(with_(inhibited));
      expect(await names(all)).toEqual(with_(silenced, inhibited));
    },
  },
  {
    sentence: 'what is held back names the silences and the fingerprints of the alerts that hold it back',
    async check({ backEnd, signal, firing, silenced, inhibited }) {
      const { alerts } = await backEnd.active(all, signal);
      const named = (name: string) => alerts.find(({ alert }) => alert.name === name);
      const by = { silencedBy: [silenced.silence], inhibitedBy: [] };
      expect(named(silenced.name)).toMatchObject({ alert: { state: 'suppressed' }, ...by });
      const { fingerprint } = named(firing.name)!;
      expect(fingerprint).not.toBe('');
      const inhibitedBy = { silencedBy: [], inhibitedBy: [fingerprint] };
      expect(named(inhibited.name)).toMatchObject({ alert: { state: 'suppressed' }, ...inhibitedBy });
    },
  },
];

export const alertsContract: Contract<AlertsBackEnd, AlertsFacts> = {
  server: 'alerts',
  clauses,
  neighbour: () => ({ source: 'memory', active: async () => ({ alerts: [], warnings: [] }) }),
  combine: combineAlerts,
  asks: (backEnd, _, signal) => [() => backEnd.active(all, signal)],
  calls: {
    get_active_alerts: ({ service, firing, silenced }) => ({
      arguments: { service, include_silenced: true },
      data: {
        alerts: [{ name: firing.name }, { name: silenced.name }],
        suppressions: [{ name: silenced.name, silenced_by: [silenced.silence], inhibited_by: [] }],
        total: 2,
      },
    }),
  },
};

/** The tests of an adapter of the server alerts before one system. */
export function describeAlerts(subject: Subject<AlertsBackEnd, AlertsFacts>): void {
  describeContract(alertsContract, subject);
}
