import { describe, expect, it } from 'vitest';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { type ObservationKind, ObservationLists } from '#core/evidence/observations';
import { observationsOf } from '#core/evidence/read-observations';

const window = { start: '2026-11-21T03:00:00Z', end: '2026-11-21T03:05:00Z' };
const END = Date.parse(window.end) / 1000;

function answer(data: unknown): ToolEnvelope {
  const meta = { source: 'some back end', environment: 'staging', window, took_ms: 1, cached: false, truncated: false };
  return { data, meta, warnings: [], hints: [] };
}

/** One item of each kind, as a server that knows nothing of Holdfast might send it. */
const ITEMS: Readonly<Record<ObservationKind, object>> = {
  series: { service: 's', signal: 'error_ratio', unit: 'ratio', step_seconds: 5, points: [[1, 0.5]] },
  changes: { id: 'c', kind: 'flag', service: 's', environment: 'staging', at: window.start, source: 'ci' },
  alerts: { name: 'A', state: 'firing', labels: {}, annotations: {} },
  rules: { name: 'A', expression: 'x > 1', selects_series: true, step_seconds: 5, series: [] },
  events: { at: window.start, service: 's', kind: 'crashed', message: 'it ended' },
  instances: { name: 's-1', service: 's', state: 'crashed' },
  workloads: { service: 's', replicas: 3, ready: 2 },
  resource_use: {
    instance: 's-1',
    service: 's',
    cpu_cores: 0.5,
    cpu_limit_cores: 1,
    memory_bytes: null,
    memory_limit_bytes: null,
  },
  health_checks: { instance: 's-1', service: 's', is_healthy: false },
  log_patterns: { service: 's', pattern: 'connection to <*> refused', count: 12 },
  call_edges: { service: 's', callee: 't' },
  spans: {
    service: 's',
    trace_id: 't1',
    span_id: 's1',
    operation: 'GET /',
    at: window.start,
    duration_seconds: 0.2,
    is_error: false,
  },
};
const kinds = Object.keys(ObservationLists) as ObservationKind[];

describe('the observations of an answer', () => {
  it.each(kinds)('hold its %s, whatever else the items and the answer hold', (kind) => {
    const observations = observationsOf(answer({ [kind]: [{ ...ITEMS[kind], colour: 'red' }], note: 'mine' }));
    expect(observations[kind]).toHaveLength(1);
    expect([...observations.lists]).toEqual([kind]);
    expect(observations.notes).toEqual([]);
  });

  it('take the service, the environment, the back end and the time from the answer where an item has none', () => {
    const { instances, health_checks: checks } = observationsOf(
      answer({
        service: 's',
        instances: [{ name: 's-1', state: 'lost', back_end: 'cluster-2' }],
        health_checks: [{ instance: 't-1', service: 't', is_healthy: true }],
      }),
    );
    expect(instances).toMatchObject([{ service: 's', environment: 'staging', backEnd: 'cluster-2', at: END }]);
    expect(checks).toMatchObject([{ service: 't', environment: 'staging', backEnd: 'some back end', at: END }]);
  });

  it('leave out what does not fit, and say so', () => {
    const { instances, events, notes } = observationsOf(
      answer({
        instances: [{ name: 's-1', service: 's', state: 'tired' }, { name: 's-2', service: 's', state: 'lost' }, null],
        events: [{ ...ITEMS.events, service: undefined }, ITEMS.events],
      }),
    );
    expect(instances.map(({ item }) => item.name)).toEqual(['s-2']);
    expect(events).toHaveLength(1);
    expect(notes).toEqual([
      '1 of 2 events could not be used: they name no service',
      expect.stringMatching(/^2 of 3 instances could not be read: instances\.0\.state: Invalid option/),
    ]);
  });

  it('of a list in which nothing can be read are none, so that it does not pass for an empty one', () => {
    const { lists, notes } = observationsOf(answer({ changes: [{ sha: 'abc' }], events: [], alerts: 'none' }));
    expect([...lists]).toEqual(['events']);
    expect(notes).toHaveLength(1);
  });

  it.each([null, undefined, 'text', 3, [], [1], { series: {} }, { __proto__: { events: [ITEMS.events] } }])(
    'of %j are none',
    (data) => {
      const { lists, notes, events } = observationsOf(answer(data));
      expect({ lists: [...lists], notes, events }).toEqual({ lists: [], notes: [], events: [] });
    },
  );

  it('are read once', () => {
    let reads = 0;
    const data = {
      get events() {
        reads++;
        return [ITEMS.events];
      },
    };
    const given = answer(data);
    expect(observationsOf(given)).toBe(observationsOf(given));
    expect(reads).toBe(1);
    expect(observationsOf({ ...given })).not.toBe(observationsOf(given));
  });
});
