import { describe, expect, it } from 'vitest';
import { diagnose } from '#core/analysis/diagnose';
import { FAULT_AT, FAULTS, LAB, seriesOf, syntheticIncident } from '#test/support/synthetic-incident';

const slowInventory = [
  { service: 'inventory', signal: 'latency_p95_seconds', to: 0.6 },
  { service: 'checkout', signal: 'latency_p95_seconds', to: 0.6 },
] as const;

describe('a false alarm', () => {
  it('is healthy with one finding that cites the evidence of all services in reach', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { verdict, findings, onset } = diagnose(syntheticIncident({ alert: ['checkout'], seed }));
      expect({ verdict, onset, count: findings.length }).toEqual({ verdict: 'healthy', onset: undefined, count: 1 });
      expect(findings[0]).toMatchObject({
        id: 'f1',
        service: 'checkout',
        cause: 'false_alarm',
        statement: 'checkout and everything it waits for look as before the alert: healthy, no action.',
        evidence: ['ev_checkout', 'ev_inventory', 'ev_ledger', 'ev_payments', 'ev_rule', 'ev_stock'],
      });
    }
  });

  it('clears the changes that were made around it', () => {
    const changes = [{ kind: 'flag', service: 'payments', secondsBefore: 5 }] as const;
    const { verdict, ruledOut } = diagnose(syntheticIncident({ alert: ['checkout'], changes }));
    expect(verdict).toBe('healthy');
    expect(ruledOut).toEqual([
      {
        subject: 'the flag change of payments',
        reason: 'the signals of payments stayed normal',
        evidence: ['ev_changes', 'ev_payments'],
      },
    ]);
  });

  it('is not claimed while a dependency was not observed', () => {
    const { verdict, missing } = diagnose(syntheticIncident({ alert: ['checkout'], without: ['stock'] }));
    expect(verdict).toBe('inconclusive');
    expect(missing).toEqual(['The golden signals of stock: none were obtained.']);
  });

  it('is not claimed where errors were high from the first point on', () => {
    const effects = [{ service: 'checkout', signal: 'error_ratio', to: 0.3, delaySeconds: -60 }] as const;
    const { verdict, missing } = diagnose(syntheticIncident({ alert: ['checkout'], effects }));
    expect(verdict).toBe('inconclusive');
    expect(missing[0]).toContain('A healthy time of checkout to compare with');
  });

  it('is not claimed where the series end before the alert', () => {
    const input = syntheticIncident({ alert: ['checkout'] });
    const later = { ...input, alert: { ...input.alert, startedAt: input.alert.startedAt + 300 }, now: input.now + 300 };
    expect(diagnose(later).verdict).toBe('inconclusive');
  });
});

describe('an alert that began before anything that was looked at', () => {
  const old = (incident: Parameters<typeof syntheticIncident>[0]) => {
    const input = syntheticIncident(incident);
    return diagnose({ ...input, alert: { ...input.alert, beganUnseen: true } });
  };

  it('is not called healthy where nothing has moved since, and nothing is cleared by that', () => {
    const changes = [{ kind: 'flag', service: 'payments', secondsBefore: 5 }] as const;
    const { verdict, findings, ruledOut, missing } = old({ alert: ['checkout'], changes });
    expect({ verdict, ruledOut }).toEqual({ verdict: 'inconclusive', ruledOut: [] });
    expect(findings.filter(({ cause }) => cause === 'false_alarm')).toEqual([]);
    expect(missing).toEqual(['A time before the trouble to compare with: the alert is older than what was looked at.']);
  });

  it('has no cause found in what moved a signal since, which is told all the same', () => {
    const { verdict, findings } = old(FAULTS.badRelease);
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
  });
});

describe('changes', () => {
  it('blames a configuration change of the service in trouble', () => {
    const changes = [{ kind: 'configuration', service: 'inventory', secondsBefore: 4 }] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects: slowInventory, changes }));
    expect(findings[0]).toMatchObject({ service: 'inventory', cause: 'bad_configuration' });
    expect(findings[0]?.statement).toBe(
      'The configuration of inventory was changed right before its latency got worse.',
    );
  });

  it('grow less suspect with their distance, until another cause is more likely', () => {
    const confidences = [5, 20, 40].map((secondsBefore) => {
      const changes = [{ kind: 'flag', service: 'inventory', secondsBefore }] as const;
      const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects: slowInventory, changes }));
      expect(findings[0]?.cause).toBe('bad_configuration');
      return findings[0]?.confidence ?? 0;
    });
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(new Set(confidences).size).toBe(3);
    const changes = [{ kind: 'flag', service: 'inventory', secondsBefore: 500 }] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects: slowInventory, changes }));
    expect(findings[0]?.cause).toBe('dependency_failure');
  });

  it('of a service whose trouble comes from elsewhere stand behind that origin', () => {
    const changes = [{ kind: 'release', service: 'checkout', version: 'v2', secondsBefore: 3 }] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects: slowInventory, changes }));
    expect(findings.map(({ service, cause }) => [service, cause])).toEqual([
      ['inventory', 'dependency_failure'],
      ['checkout', 'bad_release'],
    ]);
  });

  it('of a dependency without signals are suspected, with little confidence', () => {
    const effects = [{ service: 'checkout', signal: 'error_ratio', to: 0.4 }] as const;
    const changes = [{ kind: 'configuration', service: 'payments', secondsBefore: 3 }] as const;
    const input = syntheticIncident({ alert: ['checkout'], effects, changes, without: ['payments'] });
    const { verdict, findings, missing } = diagnose(input);
    expect(verdict).toBe('inconclusive');
    expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_configuration' });
    expect(findings[0]?.confidence).toBeLessThanOrEqual(0.35);
    expect(missing).toContain('The golden signals of payments: none were obtained.');
  });

  it('of a service that went silent while its caller fails are suspected', () => {
    const effects = [
      { service: 'checkout', signal: 'error_ratio', to: 0.9 },
      { service: 'payments', signal: 'requests_per_second', to: 0 },
    ] as const;
    const changes = [{ kind: 'configuration', service: 'payments', secondsBefore: 3 }] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects, changes }));
    expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_configuration' });
  });
});

describe('traffic', () => {
  const doubled = LAB.map(({ name }) => ({ service: name, signal: 'requests_per_second', to: 60 }) as const);

  it('is the cause when requests at the entry doubled before latency rose', () => {
    const effects = [
      ...doubled,
      { service: 'stock', signal: 'latency_p95_seconds', to: 0.5, delaySeconds: 5 } as const,
    ];
    const { verdict, findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects }));
    expect(verdict).toBe('cause_found');
    expect(findings[0]).toMatchObject({ service: 'storefront', cause: 'traffic_change' });
  });

  it('is never the cause when requests only fell', () => {
    const effects = [{ service: 'checkout', signal: 'requests_per_second', to: 4 }] as const;
    const { verdict, findings, missing } = diagnose(syntheticIncident({ alert: ['checkout'], effects }));
    expect({ verdict, findings }).toEqual({ verdict: 'inconclusive', findings: [] });
    expect(missing).toEqual(['Who calls checkout: the requests changed, and nothing else did.']);
  });

  it('is no cause inside, where a caller sends more than it gets', () => {
    const effects = [
      { service: 'inventory', signal: 'requests_per_second', to: 60 },
      { service: 'inventory', signal: 'latency_p95_seconds', to: 0.5 },
    ] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['inventory'], effects }));
    expect(findings.map(({ cause }) => cause)).toEqual(['unknown']);
  });
});

describe('instances', () => {
  it('that a rolling release takes and brings back are no failure', () => {
    const effects = [
      { service: 'payments', signal: 'error_ratio', to: 0.3 },
      { service: 'payments', signal: 'instances_up', to: 1, forSeconds: 10 },
    ] as const;
    const changes = [{ kind: 'rollout', service: 'payments', version: 'v2', secondsBefore: 2 }] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['payments'], effects, changes, alertAfterSeconds: 15 }));
    expect(findings.map(({ cause }) => cause)).toEqual(['bad_release']);
  });

  it('that are lost explain callers far more than the errors that are left to count', () => {
    const effects = [
      { service: 'checkout', signal: 'error_ratio', to: 0.4 },
      { service: 'payments', signal: 'error_ratio', to: 0.02 },
      { service: 'payments', signal: 'instances_up', to: 1 },
    ] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects }));
    expect(findings.map(({ service, cause }) => `${service} ${cause}`)).toEqual(['payments instance_failure']);
  });

  it('that are all gone are named so', () => {
    const effects = [
      { service: 'checkout', signal: 'error_ratio', to: 0.9 },
      { service: 'stock', signal: 'instances_up', to: 0 },
    ] as const;
    const { findings } = diagnose(syntheticIncident({ alert: ['stock'], effects }));
    expect(findings[0]).toMatchObject({ cause: 'instance_failure', statement: 'stock has no running instance left.' });
  });
});

it('says where the trouble begins and what to look at when nothing tells the cause', () => {
  const effects = [{ service: 'stock', signal: 'error_ratio', to: 0.2 }] as const;
  const { verdict, findings, missing } = diagnose(syntheticIncident({ alert: ['stock'], effects }));
  expect(verdict).toBe('inconclusive');
  expect(findings[0]?.statement).toBe('The trouble begins at stock (errors), and nothing seen so far says why.');
  expect(missing).toEqual(['Log lines and traces of stock since the trouble began: look for what is new in them.']);
});

it('caps the confidence when no list of changes was obtained', () => {
  const { findings, missing } = diagnose(
    syntheticIncident({ alert: ['checkout'], effects: slowInventory, without: ['changes'] }),
  );
  expect(findings[0]?.statement).toBe('checkout waits for inventory, which is slow.');
  expect(findings[0]?.confidence).toBeLessThanOrEqual(0.6);
  expect(missing).toContain('Recent changes: no tool gave a list of them.');
});

it('takes the pool of the caller for a consequence, and that of the origin for the cause', () => {
  const full = [...slowInventory, { service: 'checkout', signal: 'saturation_ratio', to: 1 } as const];
  const first = diagnose(syntheticIncident({ alert: ['checkout'], effects: full })).findings;
  expect(first.map(({ service }) => service)).toEqual(['inventory', 'checkout']);
  const both = [...full, { service: 'inventory', signal: 'saturation_ratio', to: 1 } as const];
  const second = diagnose(syntheticIncident({ alert: ['checkout'], effects: both })).findings;
  expect(second[0]).toMatchObject({ service: 'inventory', cause: 'resource_exhaustion' });
});

it('looks through a dependency that nothing is known of', () => {
  const effects = [
    { service: 'checkout', signal: 'error_ratio', to: 0.3 },
    { service: 'ledger', signal: 'error_ratio', to: 0.4 },
  ] as const;
  const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects, without: ['payments'] }));
  expect(findings[0]).toMatchObject({ service: 'ledger', cause: 'dependency_failure' });
});

it('does not let a dependency that moved a little explain a caller that moved a lot', () => {
  const effects = [
    { service: 'checkout', signal: 'latency_p95_seconds', to: 2 },
    { service: 'inventory', signal: 'latency_p95_seconds', to: 0.12 },
  ] as const;
  const { findings } = diagnose(syntheticIncident({ alert: ['checkout'], effects }));
  expect(findings.map(({ service }) => service)).toContain('checkout');
});

it('reports a version of a service without an overall series as a symptom', () => {
  const values = Array.from({ length: 17 }, (_, index) => (index < 12 ? 0 : 0.5));
  const series = seriesOf('lonely', 'error_ratio', values, {
    start: FAULT_AT - 60,
    dimension: { name: 'version', value: 'v1' },
  });
  const topology = [{ name: 'lonely', dependencies: [] }];
  const input = syntheticIncident({ alert: ['lonely'], topology, without: ['lonely'] });
  const [changes] = input.evidence;
  const evidence = changes ? [{ ...changes, payload: { ...changes.payload, data: { series: [series] } } }] : [];
  expect(diagnose({ ...input, evidence }).symptoms).toMatchObject([
    { service: 'lonely', onset: FAULT_AT, deviation: 200 },
  ]);
});
