import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiagnoseInput, diagnose } from '#core/analysis/diagnose';
import { isAcute } from '#core/analysis/conditions';
import type { Finding } from '#core/analysis/finding';
import { verified, verifyCondition, verifyFinding } from '#core/analysis/verify';
import { at, evidenceOf, FAULT_AT, FAULTS, type Incident, syntheticIncident } from '#test/support/synthetic-incident';

/** An incident with what its back ends say besides signals. */
const withAnswers = (incident: Incident, answers: Readonly<Record<string, object>>): DiagnoseInput => {
  const input = syntheticIncident(incident);
  const added = Object.entries(answers).map(([name, data]) => evidenceOf(name, data));
  return { ...input, evidence: [...input.evidence, ...added] };
};
const top = (input: DiagnoseInput): Partial<Finding> => {
  const [{ service, cause, statement } = {} as Partial<Finding>] = diagnose(input).findings;
  return { service, cause, statement };
};

const crash = (instance: string, secondsAfter: number, message = 'its process ended with 1') => ({
  at: at(FAULT_AT + secondsAfter),
  kind: 'crashed',
  service: 'payments',
  instance,
  version: 'v1.8.3',
  message,
});
const failing = (state: string, more: object = {}) => ({
  instances: [{ name: 'payments-2', service: 'payments', state, version: 'v1.8.3', reason: 'said so', ...more }],
});
const unhealthy = {
  service: 'payments',
  health_checks: [
    { instance: 'payments-1', is_healthy: true, state: 'healthy' },
    { instance: 'payments-2', is_healthy: false, state: 'healthy', problem: 'no answer within 2 s' },
  ],
};
const paymentsFails: Incident = {
  alert: ['payments'],
  effects: [{ service: 'payments', signal: 'error_ratio', to: 0.3 }],
};
const released = (version: string, secondsBefore = 3): Incident => ({
  ...paymentsFails,
  changes: [{ kind: 'release', service: 'payments', version, secondsBefore }],
});

describe('what back ends say of instances changes the diagnosis', () => {
  it('without it, trouble that no change explains has no known cause', () => {
    expect(top(syntheticIncident(paymentsFails))).toMatchObject({ service: 'payments', cause: 'unknown' });
  });

  it.each([
    ['a crash loop', { events: [crash('payments-2', -2), crash('payments-2', 4)] }, 'payments-2 keeps crashing'],
    ['an instance that is down after a crash', failing('crashed'), 'payments-2 is down after a crash'],
    ['one that is down again', failing('crashed', { restarts: 4 }), 'payments-2 keeps crashing'],
    ['a failed health check', unhealthy, 'payments-2 fails its health check'],
    ['a lost instance', failing('lost'), 'payments-2 cannot be reached'],
    ['an instance that is not ready', failing('unhealthy'), 'payments-2 runs but is not ready'],
    ['an instance that does not start', failing('starting'), 'payments-2 does not start'],
    [
      'missing instances',
      { workloads: [{ service: 'payments', replicas: 3, ready: 1 }] },
      'it has fewer ready instances than it should',
    ],
  ])('with %s it is an instance failure, and the statement cites it', (_name, answer, words) => {
    const input = withAnswers(paymentsFails, { platform: answer });
    const { verdict, findings, conditions } = diagnose(input);
    expect(findings[0]).toMatchObject({ service: 'payments', cause: 'instance_failure' });
    expect(findings[0]?.statement).toContain(words);
    expect(findings[0]?.evidence).toContain('ev_platform');
    expect({ verdict, conditions }).toMatchObject({ verdict: 'cause_found', conditions: [{ service: 'payments' }] });
  });

  it('a crash loop is found where nothing measures the service', () => {
    const dark: Incident = {
      alert: ['payments'],
      topology: [{ name: 'payments', dependencies: [] }],
      without: ['payments'],
    };
    expect(diagnose(withAnswers(dark, {})).findings).toEqual([]);
    const told = withAnswers(dark, { events: { events: [crash('payments-2', -2), crash('payments-2', 4)] } });
    expect(diagnose(told)).toMatchObject({ verdict: 'cause_found', findings: [{ cause: 'instance_failure' }] });
  });

  it('an instance that fails at what callers wait for explains the callers', () => {
    const input: Incident = {
      alert: ['checkout'],
      effects: [{ service: 'checkout', signal: 'error_ratio', to: 0.3 }],
    };
    expect(top(syntheticIncident(input))).toMatchObject({ service: 'checkout', cause: 'unknown' });
    const told = withAnswers(input, { platform: unhealthy });
    expect(top(told)).toEqual({
      service: 'payments',
      cause: 'instance_failure',
      statement: 'Instances of payments fail: payments-2 fails its health check; calls to it from checkout fail.',
    });
    expect(diagnose(told).ruledOut).toContainEqual(
      expect.objectContaining({ subject: 'checkout', reason: expect.stringContaining('follows from payments') }),
    );
  });
});

describe('it says less', () => {
  const confidence = (input: DiagnoseInput, cause = 'instance_failure') =>
    diagnose(input).findings.find((finding) => finding.cause === cause)?.confidence ?? 0;
  const loop = { events: { events: [crash('payments-2', -2), crash('payments-2', 4)] } };

  it.each([
    [
      'an instance that crashed once and is back',
      { events: { events: [crash('payments-2', -2), { ...crash('payments-2', 0), kind: 'restarted' }] } },
    ],
    ['one that comes up', { platform: failing('starting', { reason: undefined }) }],
    ['an instance that is healthy again after many restarts', { platform: failing('healthy') }],
    ['one of three that is not ready', { platform: { workloads: [{ service: 'payments', replicas: 3, ready: 2 }] } }],
    ['one that goes away', { platform: failing('draining') }],
    [
      'fewer ready instances during a rollout',
      { platform: { workloads: [{ service: 'payments', replicas: 3, ready: 2, rollout: { state: 'progressing' } }] } },
    ],
    [
      'a health check of an instance that comes up',
      {
        platform: {
          service: 'payments',
          health_checks: [{ instance: 'payments-3', is_healthy: false, state: 'starting' }],
        },
      },
    ],
  ])('%s is no failure of instances', (_name, answers) => {
    expect(diagnose(withAnswers(paymentsFails, answers)).findings.map(({ cause }) => cause)).toEqual(['unknown']);
  });

  it('crashes that began long before the trouble are weaker than those that began with it', () => {
    const before = {
      events: { events: [crash('payments-2', -2000), crash('payments-2', -1000), crash('payments-2', 4)] },
    };
    expect(confidence(withAnswers(paymentsFails, before))).toBeLessThan(confidence(withAnswers(paymentsFails, loop)));
  });

  it('fewer instances than before are doubted where all that are wanted are ready', () => {
    const sound = { platform: { workloads: [{ service: 'payments', replicas: 2, ready: 2 }] } };
    const [doubted, plain] = [
      withAnswers(FAULTS.paymentsInstanceKilled, sound),
      syntheticIncident(FAULTS.paymentsInstanceKilled),
    ];
    expect(confidence(doubted)).toBeLessThan(confidence(plain));
    expect(diagnose(doubted).findings[0]?.statement).toContain('although the back end reports all of them as healthy');
    expect(diagnose(doubted).findings[0]?.evidence).toContain('ev_platform');
  });

  it('a crash loop that ended shortly before the alert, and an instance that came back then, are over', () => {
    const over = [
      crash('payments-2', -26),
      crash('payments-2', -24),
      { ...crash('payments-2', -23), kind: 'restarted' },
    ];
    const back = failing('healthy', { restarts: 5, started_at: at(FAULT_AT - 23) });
    expect(diagnose(withAnswers({ alert: ['payments'] }, { events: { events: over }, back })).verdict).toBe('healthy');
  });

  it('a crash loop with long pauses goes on while its last one is not longer than those before', () => {
    const pauses = [-1500, -1200, -900, -600, -300].map((seconds) => crash('payments-2', seconds));
    const told = withAnswers(paymentsFails, {
      events: { events: [...pauses, { ...crash('payments-2', -290), kind: 'restarted' }] },
    });
    expect(diagnose(told).conditions).toMatchObject([{ kind: 'crashing', subjects: ['payments-2'] }]);
  });

  it('a crash loop that ended long before the alert neither fails nor moves the onset', () => {
    const over = [
      crash('payments-2', -3300),
      crash('payments-2', -3200),
      { ...crash('payments-2', -3190), kind: 'restarted' },
    ];
    const told = withAnswers(released('v1.8.3'), { events: { events: over } });
    expect(diagnose(told).onset).toBe(diagnose(syntheticIncident(released('v1.8.3'))).onset);
    expect(diagnose(told).findings.map(({ cause }) => cause)).not.toContain('instance_failure');
    const silent = withAnswers({ ...released('v1.8.3'), effects: [] }, { events: { events: over } });
    expect(
      diagnose(silent)
        .ruledOut.map(({ reason }) => reason)
        .join(),
    ).not.toContain('after the trouble had begun');
  });

  it('an instance that fails since nobody knows when does not outrank a release a little before', () => {
    const told = withAnswers(released('v1.8.3', 40), { platform: unhealthy });
    expect(top(told)).toMatchObject({ cause: 'bad_release' });
  });

  it('an instance that was killed for its memory an hour before is no exhaustion', () => {
    const before = { events: [crash('payments-2', -3300, 'OOMKilled'), crash('payments-2', -3200, 'OOMKilled')] };
    expect(diagnose(withAnswers(paymentsFails, { before })).findings.map(({ cause }) => cause)).not.toContain(
      'resource_exhaustion',
    );
  });

  it('an instance that fails elsewhere does not outrank the trouble', () => {
    const elsewhere = { platform: { instances: [{ name: 'mailer-1', service: 'mailer', state: 'crashed' }] } };
    expect(top(withAnswers(FAULTS.badRelease, elsewhere))).toMatchObject({ service: 'payments', cause: 'bad_release' });
  });
});

describe('a release is judged by the instances that run it', () => {
  const confidence = (input: DiagnoseInput) =>
    diagnose(input).findings.find(({ cause }) => cause === 'bad_release')?.confidence ?? 0;

  it('is likelier where the instances that fail run it', () => {
    const told = withAnswers(released('v1.8.3', 40), { platform: failing('crashed') });
    expect(top(told)).toMatchObject({
      cause: 'bad_release',
      statement: expect.stringMatching(/; the instances that fail run it\.$/),
    });
  });

  it('is less likely where the instances that fail run another version', () => {
    const told = withAnswers(released('v2'), { platform: failing('crashed') });
    expect(confidence(told)).toBeLessThan(confidence(syntheticIncident(released('v2'))));
    expect(top(told)).toMatchObject({ cause: 'instance_failure' });
  });

  it('is likelier where its rollout failed', () => {
    const failed = {
      platform: {
        workloads: [
          { service: 'payments', replicas: 2, ready: 2, rollout: { state: 'failed', message: 'did not start' } },
        ],
      },
    };
    expect(confidence(withAnswers(released('v1.8.3', 40), failed))).toBeGreaterThan(
      confidence(syntheticIncident(released('v1.8.3', 40))),
    );
    expect(top(withAnswers(released('v1.8.3', 40), failed)).statement).toContain('; its rollout failed');
  });

  it('is not likelier by instances that run it some time after it, when everything does', () => {
    const told = withAnswers(released('v1.8.3', 300), { platform: failing('crashed') });
    expect(top(told)).toMatchObject({ cause: 'instance_failure' });
    const statements = diagnose(told).findings.map(({ statement }) => statement);
    expect(statements.join()).not.toContain('the instances that fail run it');
  });

  it('has nothing to do with an instance that is lost with its node, right after it or not', () => {
    const told = withAnswers(released('v1.8.3', 60), { platform: failing('lost') });
    expect(top(told)).toMatchObject({ cause: 'instance_failure' });
  });

  it('is not likelier where the rollout of another version failed', () => {
    const event = { ...crash('payments-2', -2), kind: 'rollout_failed', version: 'v9' };
    const told = withAnswers(released('v1.8.3', 40), { events: { events: [event] } });
    expect(top(told).statement).not.toContain('its rollout failed');
  });

  it('is as likely where instances of both versions fail: their share is not known', () => {
    const both = [
      { name: 'payments-1', service: 'payments', state: 'crashed', version: 'v2' },
      { name: 'payments-2', service: 'payments', state: 'crashed', version: 'v1' },
    ];
    const told = withAnswers(released('v2'), { platform: { instances: both } });
    expect(top(told)).toMatchObject({
      cause: 'bad_release',
      statement: expect.not.stringContaining('another version'),
    });
  });

  it('is suspected where its instances fail though no signal of the service shows it', () => {
    const silent: Incident = { ...released('v1.8.3'), effects: [] };
    expect(top(withAnswers(silent, { platform: failing('crashed') }))).toMatchObject({ cause: 'bad_release' });
  });
});

describe('what ran out', () => {
  it.each([
    [
      'killed for its memory',
      { events: [crash('payments-2', -2, 'OOMKilled'), crash('payments-2', 4, 'OOMKilled')] },
      'has used up its memory',
    ],
    [
      'near its memory limit',
      {
        resource_use: [
          {
            instance: 'payments-2',
            service: 'payments',
            cpu_cores: 1,
            cpu_limit_cores: null,
            memory_bytes: 99,
            memory_limit_bytes: 100,
          },
        ],
      },
      'uses nearly all the memory',
    ],
    [
      'near its CPU limit',
      {
        resource_use: [
          {
            instance: 'payments-2',
            service: 'payments',
            cpu_cores: 1,
            cpu_limit_cores: 1,
            memory_bytes: null,
            memory_limit_bytes: null,
          },
        ],
      },
      'uses nearly all the CPU',
    ],
  ])('an instance %s is an exhausted resource', (_name, answer, words) => {
    const found = top(withAnswers(paymentsFails, { platform: answer }));
    expect(found).toMatchObject({ service: 'payments', cause: 'resource_exhaustion' });
    expect(found.statement).toContain(words);
  });

  it('living near a limit is no cause while nothing goes wrong', () => {
    const near = {
      resource_use: [
        {
          instance: 'stock-1',
          service: 'stock',
          cpu_cores: 1,
          cpu_limit_cores: 1,
          memory_bytes: null,
          memory_limit_bytes: null,
        },
      ],
    };
    expect(diagnose(withAnswers(paymentsFails, { platform: near })).findings.map(({ service }) => service)).toEqual([
      'payments',
    ]);
  });
});

describe('other alerts that fire', () => {
  const alert = (name: string, service: string, secondsAfter = 0) => ({
    alerts: [
      { name, state: 'firing', service, labels: {}, annotations: {}, active_since: at(FAULT_AT + secondsAfter) },
    ],
  });
  const checkoutFails: Incident = {
    alert: ['checkout'],
    effects: [{ service: 'checkout', signal: 'error_ratio', to: 0.3 }],
    without: ['inventory', 'stock', 'ledger', 'payments'],
  };

  it('point at what is waited for and shows no signals itself', () => {
    const { findings } = diagnose(withAnswers(checkoutFails, { alerts: alert('LedgerDown', 'ledger') }));
    expect(findings).toContainEqual(
      expect.objectContaining({
        service: 'ledger',
        cause: 'dependency_failure',
        statement: 'checkout waits for ledger, on which LedgerDown fires.',
        evidence: ['ev_alerts'],
      }),
    );
  });

  it('add to what the signals say of it', () => {
    const slow = withAnswers(FAULTS.slowInventory, { alerts: alert('StockFull', 'inventory') });
    expect(top(slow).statement).toContain('; StockFull fires on it too');
    expect(diagnose(slow).findings[0]?.confidence).toBeGreaterThan(
      diagnose(syntheticIncident(FAULTS.slowInventory)).findings[0]?.confidence ?? 1,
    );
  });

  it("the incident's own is not another one, nor is one that has fired for days a reason", () => {
    const own = withAnswers(checkoutFails, { alerts: alert('SomethingIsWrong', 'checkout') });
    expect(diagnose(own).conditions).toEqual([]);
    const old = withAnswers(checkoutFails, { alerts: alert('LedgerDown', 'ledger', -300_000) });
    expect(diagnose(old).findings.map(({ service }) => service)).not.toContain('ledger');
    expect(diagnose(old).conditions).toMatchObject([
      { service: 'ledger', kind: 'alert_fires', subjects: ['LedgerDown'] },
    ]);
  });
});

describe('nothing is called healthy or cleared', () => {
  const calm: Incident = { alert: ['checkout'] };

  it('an incident in which nothing is wrong is healthy, also by its instances, and cites them', () => {
    const sound = { platform: { workloads: [{ service: 'checkout', replicas: 2, ready: 2 }] } };
    const { verdict, findings } = diagnose(withAnswers(calm, sound));
    expect(verdict).toBe('healthy');
    expect(findings[0]?.evidence).toContain('ev_platform');
  });

  it.each([
    ['an instance fails', unhealthy],
    [
      'an instance crashed once',
      { events: [crash('payments-2', -2), { ...crash('payments-2', 0), kind: 'restarted' }] },
    ],
    [
      'another alert has begun to fire on what it waits for',
      { alerts: [{ name: 'LedgerDown', state: 'firing', service: 'ledger', labels: {}, annotations: {} }] },
    ],
  ])('while %s', (_name, answer) => {
    expect(diagnose(withAnswers(calm, { platform: answer })).verdict).not.toBe('healthy');
  });

  it('nor do instances that live near a limit, which they may do for years', () => {
    const use = { cpu_cores: 1, cpu_limit_cores: 1, memory_bytes: null, memory_limit_bytes: null };
    const near = { platform: { resource_use: [{ instance: 'checkout-1', service: 'checkout', ...use }] } };
    expect(diagnose(withAnswers(calm, near)).verdict).toBe('healthy');
  });

  it('what one back end calls ready and another does not is not called well', () => {
    const ready = (ready_: number) => ({ workloads: [{ service: 'checkout', replicas: 3, ready: ready_ }] });
    const { findings } = diagnose(withAnswers(calm, { one: ready(3), other: ready(2) }));
    expect(findings[0]?.evidence).not.toContain('ev_one');
  });

  it('a service whose instances fail is not cleared by its signals, nor is its release', () => {
    const failingMailer = withAnswers(
      { ...FAULTS.badRelease, topology: [{ name: 'checkout', dependencies: ['payments', 'mailer'] }] },
      { platform: { instances: [{ name: 'mailer-1', service: 'mailer', state: 'crashed' }] } },
    );
    const cleared = diagnose(failingMailer).ruledOut.map(({ subject }) => subject);
    expect(cleared.filter((subject) => subject.includes('mailer'))).toEqual([]);
  });
});

describe('a condition is looked up in the evidence that it cites', () => {
  const input = withAnswers(paymentsFails, { platform: unhealthy });
  const byId = new Map(input.evidence.map((one) => [one.id, one]));
  const diagnosis = diagnose(input);
  const [condition] = diagnosis.conditions;
  const [finding] = diagnosis.findings;

  it('holds as it was found', () => {
    expect(verifyCondition(condition!, byId)).toEqual({ ok: true });
    expect(verifyFinding(finding!, byId)).toEqual({ ok: true });
    expect(verified(diagnosis, input.evidence, input.alert.startedAt)).toBe(diagnosis);
  });

  it.each([
    ['another instance', { subjects: ['payments-9'] }],
    ['another kind', { kind: 'crashing' as const }],
    ['another service', { service: 'ledger' }],
    ['no evidence', { evidence: [] }],
    ['other evidence', { evidence: ['ev_changes' as const] }],
  ])('does not hold with %s, and neither does a finding that rests on it', (_name, change) => {
    const forged = { ...condition!, ...change };
    expect(verifyCondition(forged, byId).ok).toBe(false);
    expect(verifyFinding({ ...finding!, conditions: [forged] }, byId).ok).toBe(false);
    const left = verified({ ...diagnosis, conditions: [forged] }, input.evidence, input.alert.startedAt);
    expect(left.conditions).toEqual([]);
    expect(left.missing.at(-1)).toMatch(/^A condition of \w+ was left out: /);
  });

  it.each([
    ['another time', { since: 12 }],
    ['other versions', { versions: ['v9'] }],
    ['another reason', { reason: 'it is on fire' }],
    ['no subject', { subjects: [] }],
  ])('nor does it hold with %s', (_name, change) => {
    expect(verifyCondition({ ...condition!, ...change }, byId).ok).toBe(false);
  });

  it('without the finding that led, no cause is found, whatever is left; without a rule, nothing is healthy', () => {
    const second = { ...finding!, id: 'f2' };
    const led = { ...diagnosis, findings: [{ ...finding!, evidence: [] }, second] };
    expect(verified(led, input.evidence, input.alert.startedAt)).toMatchObject({
      verdict: 'inconclusive',
      findings: [second],
    });
    const calm = syntheticIncident({ alert: ['checkout'] });
    const healthy = diagnose(calm);
    const forged = { ...healthy, rules: healthy.rules.map((rule) => ({ ...rule, value: 0.9 })) };
    expect(healthy.verdict).toBe('healthy');
    expect(verified(forged, calm.evidence, calm.alert.startedAt).verdict).toBe('inconclusive');
  });

  it('so are the numbers of a rule', () => {
    const [rule] = diagnosis.rules;
    const forged = { ...diagnosis, rules: [{ ...rule!, value: 0.01 }] };
    expect(verified(forged, input.evidence, input.alert.startedAt)).toMatchObject({
      rules: [],
      verdict: diagnosis.verdict,
    });
  });
});

describe('whatever back ends answer', () => {
  const services = fc.constantFrom('payments', 'checkout', 'ledger', 'nowhere', '__proto__');
  const names = fc.constantFrom('a-1', 'a-2', '', 'constructor');
  const version = fc.option(fc.constantFrom('v1.8.3', '1.8.3', 'v2'), { nil: undefined });
  const text = fc.constantFrom('OOMKilled', 'its process ended', '');
  const use = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
  const answer = fc.record({
    instances: fc.array(
      fc.record({
        name: names,
        service: services,
        state: fc.constantFrom('starting', 'healthy', 'unhealthy', 'draining', 'crashed', 'lost'),
        version,
        reason: fc.option(text, { nil: undefined }),
      }),
      { maxLength: 5 },
    ),
    events: fc.array(
      fc.record({
        at: fc.integer({ min: -7200, max: 30 }).map((seconds) => at(FAULT_AT + seconds)),
        service: services,
        kind: fc.constantFrom('crashed', 'restarted', 'lost', 'start_failed', 'rollout_failed', 'stopped'),
        instance: fc.option(names, { nil: undefined }),
        version,
        message: text,
      }),
      { maxLength: 8 },
    ),
    workloads: fc.array(
      fc.record({
        service: services,
        replicas: fc.integer({ min: 0, max: 3 }),
        ready: fc.integer({ min: 0, max: 3 }),
        rollout: fc.option(fc.record({ state: fc.constantFrom('complete', 'progressing', 'failed') }), {
          nil: undefined,
        }),
      }),
      { maxLength: 3 },
    ),
    resource_use: fc.array(
      fc.record({
        instance: names,
        service: services,
        cpu_cores: use,
        cpu_limit_cores: use,
        memory_bytes: use,
        memory_limit_bytes: use,
      }),
      { maxLength: 3 },
    ),
    health_checks: fc.array(fc.record({ instance: names, service: services, is_healthy: fc.boolean() }), {
      maxLength: 4,
    }),
    alerts: fc.array(
      fc.record({
        name: fc.constantFrom('SomethingIsWrong', 'Other'),
        state: fc.constantFrom('firing', 'pending', 'suppressed'),
        service: services,
        labels: fc.constant({}),
        annotations: fc.constant({}),
        active_since: fc.option(fc.constantFrom(at(FAULT_AT), 'yesterday'), { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
  });

  it('what is made of it verifies, does not depend on its order, and is never healthy while an instance fails', () => {
    const faults = fc.constantFrom<Incident>(paymentsFails, FAULTS.badRelease, { alert: ['checkout'] });
    fc.assert(
      fc.property(faults, answer, answer, (fault, one, other) => {
        const input = withAnswers(fault, { one, other });
        const diagnosis = diagnose(input);
        expect(verified(diagnosis, input.evidence, input.alert.startedAt)).toBe(diagnosis);
        expect(diagnose({ ...input, evidence: input.evidence.toReversed() })).toEqual(diagnosis);
        if (diagnosis.conditions.some((condition) => isAcute(condition) && condition.service === 'checkout')) {
          expect(diagnosis.verdict).not.toBe('healthy');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of thousands of instances that fail, some are named', () => {
    const instances = Array.from({ length: 5_000 }, (_, index) => ({
      name: `p-${index}`,
      service: 'payments',
      state: 'lost',
    }));
    const [condition] = diagnose(withAnswers(paymentsFails, { platform: { instances } })).conditions;
    expect(condition?.subjects).toHaveLength(20);
  });
});
