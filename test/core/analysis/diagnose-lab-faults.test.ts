import { describe, expect, it } from 'vitest';
import { diagnose } from '#core/analysis/diagnose';
import { verifyFinding } from '#core/analysis/verify';
import { at, FAULT_AT, FAULTS, seriesOf, syntheticIncident } from '#test/support/synthetic-incident';

const top = (input: Parameters<typeof diagnose>[0]) => {
  const diagnosis = diagnose(input);
  const [first] = diagnosis.findings;
  return { verdict: diagnosis.verdict, service: first?.service, cause: first?.cause };
};

const EXPECTED = [
  ['badRelease', 'payments', 'bad_release'],
  ['slowInventory', 'inventory', 'dependency_failure'],
  ['poolExhausted', 'payments', 'resource_exhaustion'],
  ['checkoutInstanceKilled', 'checkout', 'instance_failure'],
  ['paymentsInstanceKilled', 'payments', 'instance_failure'],
] as const;

describe.each(EXPECTED)('the fault %s', (fault, service, cause) => {
  it.each([
    { stepSeconds: 1, healthySeconds: 20, alertAfterSeconds: 5 },
    { stepSeconds: 2, healthySeconds: 40, alertAfterSeconds: 10, climbSeconds: 10 },
    { stepSeconds: 5, healthySeconds: 20, alertAfterSeconds: 5 },
    { stepSeconds: 5, healthySeconds: 60, alertAfterSeconds: 15, climbSeconds: 15 },
    { stepSeconds: 15, healthySeconds: 3600, alertAfterSeconds: 120, climbSeconds: 60 },
    { stepSeconds: 60, healthySeconds: 4 * 3600, alertAfterSeconds: 300, climbSeconds: 300 },
  ])('is named right with %o', (timing) => {
    for (let seed = 1; seed <= 5; seed++) {
      const input = syntheticIncident({ ...FAULTS[fault], ...timing, seed });
      expect(top(input), `seed ${seed}`).toEqual({ verdict: 'cause_found', service, cause });
    }
  });

  it('yields findings that verify against the evidence', () => {
    const input = syntheticIncident(FAULTS[fault]);
    const byId = new Map(input.evidence.map((evidence) => [evidence.id as string, evidence]));
    const { findings } = diagnose(input);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(verifyFinding(finding, byId)).toEqual({ ok: true });
  });
});

describe('the bad release with a decoy', () => {
  it('blames the release and clears the configuration change of the mailer by name', () => {
    const diagnosis = diagnose(syntheticIncident(FAULTS.badRelease));
    expect(diagnosis.findings[0]).toMatchObject({
      service: 'payments',
      change: { id: 'release-payments', version: 'v1.8.3' },
      statement: 'payments v1.8.3 was released right before its errors got worse.',
    });
    expect(diagnosis.ruledOut).toContainEqual({
      subject: 'the configuration change of mailer',
      reason: "checkout does not wait for mailer, and mailer's own signals stayed normal",
      evidence: ['ev_changes', 'ev_mailer'],
    });
    expect(diagnosis.findings.some(({ service }) => service === 'mailer')).toBe(false);
  });

  it('finds the onset within a step of the fault', () => {
    const { onset } = diagnose(syntheticIncident(FAULTS.badRelease));
    expect(Math.abs((onset ?? 0) - FAULT_AT)).toBeLessThanOrEqual(5);
  });

  it('says that only the new instances fail where both versions run side by side', () => {
    const start = FAULT_AT - 60;
    const healthy = Array.from({ length: 17 }, () => 0.001);
    const extraSeries = [
      seriesOf('payments', 'error_ratio', healthy, { start, dimension: { name: 'version', value: '1.8.2' } }),
      seriesOf('payments', 'error_ratio', [0.4, 0.41, 0.4, 0.42], { dimension: { name: 'version', value: '1.8.3' } }),
    ];
    const plain = diagnose(syntheticIncident(FAULTS.badRelease)).findings[0];
    const split = diagnose(syntheticIncident({ ...FAULTS.badRelease, extraSeries })).findings[0];
    expect(split?.statement).toBe(
      'payments v1.8.3 was released right before its errors got worse; only its instances fail.',
    );
    expect(split?.confidence).toBeGreaterThan(plain?.confidence ?? 1);
  });

  it('doubts the release where the other version fails as well', () => {
    const failing = Array.from({ length: 17 }, (_, index) => (index < 12 ? 0.001 : 0.4));
    const extraSeries = [
      seriesOf('payments', 'error_ratio', failing, {
        start: FAULT_AT - 60,
        dimension: { name: 'version', value: 'v1.8.2' },
      }),
      seriesOf('payments', 'error_ratio', [0.4, 0.41, 0.4], { dimension: { name: 'version', value: 'v1.8.3' } }),
    ];
    const { findings } = diagnose(syntheticIncident({ ...FAULTS.badRelease, extraSeries }));
    expect(findings[0]?.cause).not.toBe('bad_release');
  });
});

describe('a lab in which faults follow one another', () => {
  it('names the pool at its limit although the release before was rolled back two minutes ago', () => {
    const rollback = { kind: 'rollout', service: 'payments', version: 'v1.8.2', secondsBefore: 120 } as const;
    const input = syntheticIncident({ ...FAULTS.poolExhausted, healthySeconds: 300, changes: [rollback] });
    expect(top(input)).toEqual({ verdict: 'cause_found', service: 'payments', cause: 'resource_exhaustion' });
  });

  it('names the killed instance although a release went well a minute ago', () => {
    const release = { kind: 'release', service: 'payments', version: 'v1.8.4', secondsBefore: 60 } as const;
    const input = syntheticIncident({ ...FAULTS.paymentsInstanceKilled, healthySeconds: 300, changes: [release] });
    expect(top(input)).toMatchObject({ service: 'payments', cause: 'instance_failure' });
  });

  it('sees the new trouble of a service that has just recovered from another', () => {
    const input = syntheticIncident(FAULTS.badRelease);
    const earlier = input.evidence.map((evidence) => {
      const text = JSON.stringify(evidence.payload.data);
      const data = JSON.parse(text) as { series?: { signal: string; service: string; points: [number, number][] }[] };
      for (const series of data.series ?? []) {
        const bad = series.signal === 'error_ratio' && ['payments', 'checkout'].includes(series.service) ? 0.3 : 0.001;
        const value = series.signal === 'error_ratio' ? bad : (series.points[0]?.[1] ?? 0);
        const first = series.points[0]?.[0] ?? 0;
        series.points.unshift(...Array.from({ length: 20 }, (_, i): [number, number] => [first - 100 + i * 5, value]));
      }
      return { ...evidence, payload: { ...evidence.payload, data } };
    });
    const diagnosis = diagnose({ ...input, evidence: earlier });
    expect(diagnosis.findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
    expect(Math.abs((diagnosis.onset ?? 0) - FAULT_AT)).toBeLessThanOrEqual(5);
  });
});

it('names the lost instance when the alert is on the service itself', () => {
  const input = syntheticIncident({ ...FAULTS.checkoutInstanceKilled, alert: ['checkout'] });
  expect(top(input)).toEqual({ verdict: 'cause_found', service: 'checkout', cause: 'instance_failure' });
  expect(diagnose(input).findings[0]?.statement).toBe(
    'checkout runs fewer instances than before; calls to it from storefront fail.',
  );
});

it('clears a change in another environment', () => {
  const changes = [{ kind: 'release', service: 'inventory', environment: 'staging', secondsBefore: 3 }] as const;
  const diagnosis = diagnose(syntheticIncident({ ...FAULTS.slowInventory, changes }));
  expect(diagnosis.findings[0]?.cause).toBe('dependency_failure');
  expect(diagnosis.ruledOut[0]).toMatchObject({ reason: 'it was made in staging, not in production' });
});

it('never blames a change that came after the trouble had begun', () => {
  const changes = [{ kind: 'release', service: 'inventory', at: at(FAULT_AT + 30), secondsBefore: 0 }] as const;
  const diagnosis = diagnose(syntheticIncident({ ...FAULTS.slowInventory, alertAfterSeconds: 60, changes }));
  expect(diagnosis.findings[0]?.cause).toBe('dependency_failure');
  expect(diagnosis.findings.some(({ change }) => change !== undefined)).toBe(false);
  expect(diagnosis.ruledOut[0]?.reason).toBe('it came after the trouble had begun');
});
