import type { IncidentId } from '#core/ids/workflow-ids';
import type { Brief } from '#core/brief/brief';
import type { Evidence } from '#core/evidence/evidence';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { Measurement, Symptom } from '#core/analysis/finding';
import type { IncidentState, ItemState } from '#core/incidents/incident';
import type { Change, Series } from '#core/evidence/observations';
import type { Doubles } from '../doubles.ts';

// A bad release of payments that fails checkout, with a harmless change of orders beside it.

export const INCIDENT_ID = 'incident/lab/0123456789abcdef-1a2b3c4d' as IncidentId;
export const DIGEST = `br_${'b'.repeat(64)}`;
const ONSET = Date.parse('2026-03-01T03:01:20Z') / 1000;
const END = Date.parse('2026-03-01T03:03:40Z') / 1000;
const START = ONSET - 900;

const id = (letter: string): EvidenceId => `ev_${letter.repeat(64)}`;
export const SIGNALS_OF_CHECKOUT = id('a');
export const SIGNALS_OF_PAYMENTS = id('b');
const CHANGES = id('c');
const RULE = id('d');

/** A level before the onset, another after it, and a little waviness on both. */
function series(signal: Series['signal'], service: string, before: number, after: number, version?: string): Series {
  const unit = signal.endsWith('seconds') ? 'seconds' : signal === 'requests_per_second' ? 'per_second' : 'ratio';
  const count = Math.floor((END - START) / 10);
  const points = Array.from({ length: count }, (_, index): [number, number] => {
    const at = START + index * 10;
    const climb = Math.min(1, Math.max(0, (at - ONSET) / 60));
    return [
      at,
      (before + (after - before) * climb) * (1 + 0.08 * Math.sin(index * 1.7) + 0.05 * Math.cos(index * 0.6)),
    ];
  });
  const dimension = version === undefined ? {} : { dimension: { name: 'version', value: version } };
  return { service, signal, unit, ...dimension, step_seconds: 10, points };
}

export function evidenceOf(evidence: EvidenceId, tool: string, data: unknown): Evidence {
  const window = { start: new Date(START * 1000).toISOString(), end: new Date(END * 1000).toISOString() };
  return {
    id: evidence,
    tool,
    toolHash: `sha256:${'e'.repeat(64)}`,
    arguments: { service: 'checkout', window: '-15m' },
    server: tool.split('.')[0] ?? tool,
    environment: 'lab',
    window,
    payload: {
      data,
      meta: {
        source: 'prometheus http://127.0.0.1:9090',
        environment: 'lab',
        window,
        query: 'sum(rate(http_requests_total[1m]))',
        took_ms: 12,
        cached: false,
        truncated: false,
      },
      warnings: [],
      hints: [],
    },
  };
}

const RELEASE: Change = {
  id: 'ch_1',
  kind: 'release',
  service: 'payments',
  environment: 'lab',
  at: '2026-03-01T03:01:02Z',
  version: 'v1.8.3',
  previous_version: 'v1.8.2',
  by: 'ci',
  url: 'https://ci.example/runs/7',
  source: 'lab',
};
const DECOY: Change = {
  id: 'ch_2',
  kind: 'configuration',
  service: 'orders',
  environment: 'lab',
  at: '2026-03-01T03:00:40Z',
  source: 'reported',
};

function symptom(
  service: string,
  signal: Symptom['signal'],
  unit: Symptom['unit'],
  before: number,
  after: number,
  evidence: EvidenceId,
): Symptom {
  const measured = (value: number, from: number, to: number): Measurement => ({
    evidence,
    service,
    signal,
    statistic: 'median',
    from,
    to,
    value,
  });
  return {
    service,
    signal,
    unit,
    before: measured(before, START, ONSET),
    after: measured(after, ONSET, END),
    deviation: 20,
    onset: ONSET,
    trend: 'rising',
  };
}

const ITEMS: readonly ItemState[] = [
  {
    id: 'rule',
    title: 'Which rule fires, and on what?',
    tool: 'metrics.list_firing_alerts',
    mandatory: true,
    state: 'answered',
    evidence: RULE,
    summary: 'HighErrorRatio on checkout: errors over 5% for 30 s.',
  },
  {
    id: 'signals',
    title: 'Golden signals now against before',
    tool: 'metrics.get_service_golden_signals',
    mandatory: true,
    state: 'answered',
    evidence: SIGNALS_OF_CHECKOUT,
    summary: '3 services, 14 series, 15 minutes.',
  },
  {
    id: 'changes',
    title: 'What was changed in the last hour?',
    tool: 'deployments.get_recent_deployments',
    mandatory: true,
    state: 'answered',
    evidence: CHANGES,
    summary: '2 changes: release of payments, configuration of orders.',
  },
  {
    id: 'logs',
    title: 'Error patterns and new log lines',
    tool: 'logs.get_error_patterns',
    mandatory: false,
    state: 'not_applicable',
    reason: 'No tool server of the kind "logs" is configured.',
  },
  {
    id: 'traces',
    title: 'Slow and failing traces',
    tool: 'traces.find_error_traces',
    mandatory: false,
    state: 'could_not_check',
    reason: 'traces did not answer within 10 s (timeout).',
  },
];

export const BRIEF: Brief = {
  apiVersion: 'holdfast/v1',
  kind: 'Brief',
  incidentId: INCIDENT_ID,
  workflowId: 'incident/lab/0123456789abcdef',
  title: 'HighErrorRatio on checkout',
  severity: 'critical',
  environment: 'lab',
  services: ['checkout'],
  startedAt: '2026-03-01T03:02:00Z',
  publishedAt: '2026-03-01T03:03:42Z',
  headline: [
    'checkout: 14% errors (normal 0.2%), lab, since 03:01 UTC, rising',
    'LIKELY payments v1.8.3, released 03:01, fails; only its own instances return errors [1][2]',
    'RULED OUT traffic, orders configuration [3-4] · NOT CHECKED traces (timeout)',
    'DO roll payments back to v1.8.2',
    'owner: payments-team · http://127.0.0.1:8480/incidents/x',
  ],
  verdict: 'cause_found',
  onset: new Date(ONSET * 1000).toISOString(),
  symptoms: [
    symptom('checkout', 'error_ratio', 'ratio', 0.002, 0.14, SIGNALS_OF_CHECKOUT),
    symptom('checkout', 'latency_p95_seconds', 'seconds', 0.08, 0.41, SIGNALS_OF_CHECKOUT),
    symptom('payments', 'error_ratio', 'ratio', 0.001, 0.28, SIGNALS_OF_PAYMENTS),
  ],
  findings: [
    {
      id: 'f1',
      service: 'payments',
      cause: 'bad_release',
      confidence: 0.87,
      statement: 'payments v1.8.3, released 18 s before the onset, fails, and checkout fails because it calls payments',
      change: RELEASE,
      evidence: [SIGNALS_OF_PAYMENTS, CHANGES],
      measurements: [],
    },
    {
      id: 'f2',
      service: 'checkout',
      cause: 'dependency_failure',
      confidence: 0.31,
      statement: 'checkout itself may fail: its errors start with those of payments',
      evidence: [SIGNALS_OF_CHECKOUT],
      measurements: [],
    },
  ],
  ruledOut: [
    { subject: 'traffic', reason: 'requests stayed within their normal range', evidence: [SIGNALS_OF_CHECKOUT] },
    { subject: 'configuration of orders', reason: 'no signal of orders changed after it', evidence: [CHANGES, RULE] },
  ],
  gaps: [
    'Traces could not be checked: traces did not answer within 10 s.',
    'No tool server of the kind "logs" is configured.',
  ],
  recommendations: [
    'Roll payments back to v1.8.2 [1]; its errors should fall within a minute.',
    'Tell the owner of payments: payments-team.',
  ],
  changes: [RELEASE, DECOY],
  items: ITEMS,
  citations: [
    {
      number: 1,
      evidence: SIGNALS_OF_PAYMENTS,
      tool: 'metrics.get_service_golden_signals',
      question: 'Golden signals of payments',
    },
    {
      number: 2,
      evidence: CHANGES,
      tool: 'deployments.get_recent_deployments',
      question: 'What was changed in the last hour?',
    },
    {
      number: 3,
      evidence: SIGNALS_OF_CHECKOUT,
      tool: 'metrics.get_service_golden_signals',
      question: 'Golden signals of checkout',
    },
    { number: 4, evidence: RULE, tool: 'metrics.list_firing_alerts', question: 'Which rule fires, and on what?' },
  ],
  timeline: [
    { at: DECOY.at, kind: 'change', text: 'configuration of orders' },
    { at: RELEASE.at, kind: 'change', text: 'release of payments v1.8.3 (before: v1.8.2) by ci' },
    { at: new Date(ONSET * 1000).toISOString(), kind: 'incident', text: 'onset: errors of payments begin to rise' },
  ],
  links: { page: 'http://127.0.0.1:8480/incidents/x' },
};

export const BRIEFED: IncidentState = {
  incidentId: INCIDENT_ID,
  workflowId: BRIEF.workflowId,
  integration: 'lab',
  phase: 'briefed',
  title: BRIEF.title,
  severity: 'critical',
  environment: 'lab',
  services: ['checkout'],
  startedAt: BRIEF.startedAt,
  receivedAt: '2026-03-01T03:03:08Z',
  alerts: [
    {
      fingerprint: '0000000000000001',
      deliveryId: `dl_${'1'.repeat(64)}`,
      status: 'firing',
      name: 'HighErrorRatio',
      severity: 'critical',
      service: 'checkout',
      startsAt: '2026-03-01T03:02:00Z',
    },
    {
      fingerprint: '0000000000000002',
      deliveryId: `dl_${'1'.repeat(64)}`,
      status: 'resolved',
      name: 'HighLatency',
      severity: 'warning',
      service: 'checkout',
      startsAt: '2026-03-01T03:02:10Z',
      endsAt: '2026-03-01T03:03:30Z',
    },
  ],
  investigations: 1,
  covered: [],
  deliveryCount: 1,
  items: ITEMS,
  brief: {
    digest: DIGEST,
    path: '/var/lib/holdfast/briefs/x.md',
    publishedAt: BRIEF.publishedAt,
    headline: BRIEF.headline,
  },
  timeline: [
    { at: '2026-03-01T03:02:00Z', kind: 'alert', text: 'HighErrorRatio fires on checkout' },
    { at: '2026-03-01T03:03:08Z', kind: 'incident', text: 'opened by the first delivery from lab' },
    { at: '2026-03-01T03:03:09Z', kind: 'investigation', text: 'the checklist "default" is being answered' },
    { at: '2026-03-01T03:03:42Z', kind: 'brief', text: 'brief published' },
  ],
};

export const INVESTIGATING: IncidentState = {
  ...BRIEFED,
  phase: 'investigating',
  brief: undefined,
  timeline: BRIEFED.timeline.slice(0, 3),
  items: ITEMS.map((item, index) => {
    if (index === 0) return item;
    const { evidence: _evidence, summary: _summary, reason: _reason, ...rest } = item;
    return { ...rest, state: 'running' };
  }),
};

/** Puts the incident, its brief and its evidence where the pages look for them. */
export function keepIncident(doubles: Doubles, state: IncidentState = BRIEFED, brief: Brief = BRIEF): void {
  doubles.states.set(state.incidentId, state);
  doubles.briefs.set(DIGEST, brief);
  const both = (signal: Series['signal'], service: string, before: number, after: number) =>
    series(signal, service, before, after);
  const all = [
    evidenceOf(SIGNALS_OF_CHECKOUT, 'metrics.get_service_golden_signals', {
      series: [
        both('error_ratio', 'checkout', 0.002, 0.14),
        both('latency_p95_seconds', 'checkout', 0.08, 0.41),
        both('requests_per_second', 'checkout', 42, 41),
      ],
    }),
    evidenceOf(SIGNALS_OF_PAYMENTS, 'metrics.get_service_golden_signals', {
      series: [
        both('error_ratio', 'payments', 0.001, 0.28),
        series('error_ratio', 'payments', 0.001, 0.001, 'v1.8.2'),
        series('error_ratio', 'payments', 0, 0.55, 'v1.8.3'),
        both('requests_per_second', 'payments', 40, 39),
      ],
    }),
    evidenceOf(CHANGES, 'deployments.get_recent_deployments', { changes: [RELEASE, DECOY] }),
    evidenceOf(RULE, 'metrics.list_firing_alerts', { alerts: [] }),
  ];
  for (const evidence of all) doubles.evidence.set(evidence.id, evidence);
  doubles.rows = [
    {
      workflowId: state.workflowId,
      runId: 'run',
      incidentId: state.incidentId,
      title: state.title,
      phase: state.phase,
      severity: state.severity,
      environment: state.environment,
      services: state.services,
      openedAt: state.receivedAt,
    },
  ];
}
