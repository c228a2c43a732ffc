import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawPlot } from '#gateway/pages/draw-plot';
import { choosePlots } from '#gateway/pages/plots';
import type { Series } from '#core/evidence/observations';
import { openGateway } from '../doubles.ts';
import { BRIEF, BRIEFED, evidenceOf, INCIDENT_ID, keepIncident, SIGNALS_OF_CHECKOUT } from './example-incident.ts';

const PAGE = `/incidents/${encodeURIComponent(INCIDENT_ID)}`;
const ONSET = Date.parse(BRIEF.onset ?? '') / 1000;

function flat(service: string, signal: Series['signal'], count = 50): Series {
  const points = Array.from({ length: count }, (_, index): [number, number] => [ONSET - 250 + index * 10, 0.5]);
  return { service, signal, unit: 'ratio', step_seconds: 10, points };
}

describe('plots', () => {
  let gateway: ReturnType<typeof openGateway>;
  beforeEach(() => {
    gateway = openGateway();
  });
  afterEach(() => gateway.app.close());

  test('are of the symptoms, then of the blamed service, its versions as lines of one', () => {
    keepIncident(gateway.doubles);
    const plots = choosePlots(BRIEF, [...gateway.doubles.evidence.values()]);
    expect(plots.map(({ title }) => title)).toEqual([
      'checkout: errors',
      'checkout: p95 latency',
      'payments: errors',
      'payments: errors by version',
      'payments: requests',
    ]);
    expect(plots[3]?.lines.map(({ name }) => name)).toEqual(['v1.8.2', 'v1.8.3']);
  });

  test('mark the onset, the blamed change and others, in the order of time', () => {
    keepIncident(gateway.doubles);
    const [plot] = choosePlots(BRIEF, [...gateway.doubles.evidence.values()]);
    expect(plot?.marks.map(({ label, kind }) => [label, kind])).toEqual([
      ['orders configuration', 'change'],
      ['payments v1.8.3', 'blamed'],
      ['onset', 'onset'],
    ]);
    expect(plot?.description).toBe(
      'checkout: errors. normal 0.2%, 14% since 03:01 UTC, rising. Marked: orders configuration 03:00, payments v1.8.3 03:01, onset 03:01.',
    );
  });

  test('begin with what the rules of the alerts measure, whatever the catalogue knows, with the threshold', () => {
    keepIncident(gateway.doubles);
    const points = Array.from({ length: 30 }, (_, index): [number, number] => [ONSET - 150 + index * 10, index / 100]);
    const rule = {
      name: 'HighErrorRatio',
      expression: 'wrong > 0.15',
      measured: 'wrong',
      operator: '>' as const,
      threshold: 0.15,
      selects_series: true,
      step_seconds: 10,
      series: [{ labels: { service: 'x' }, points, violated_at: [ONSET] }],
    };
    const { series: _, selects_series: __, step_seconds: ___, ...known } = rule;
    const evidence = evidenceOf(SIGNALS_OF_CHECKOUT, 'x.y', { rules: [rule] });
    const witness = {
      ...known,
      evidence: evidence.id,
      labels: {},
      state: 'violated',
      value: 0.29,
      since: ONSET,
    } as const;
    const plots = choosePlots({ ...BRIEF, rules: [witness], symptoms: [], findings: [] }, [evidence]);
    expect(plots).toMatchObject([
      { title: 'Rule HighErrorRatio', unit: 'number', threshold: 0.15, lines: [{ points }] },
    ]);
    expect(plots[0]?.description).toMatch(
      /^Rule HighErrorRatio: 0\.29, threshold > 0\.15; violated since 03:01 UTC\. Marked: .*onset 03:01\.$/,
    );
    expect(drawPlot(plots[0]!, 'light', 'wide')).toMatch(/^<svg [^]*0\.3[^]*<\/svg>$/);
  });

  test('are six at most, and the blamed service keeps its place among many symptoms', () => {
    const services = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'];
    const symptoms = services.map((service) => ({ ...BRIEF.symptoms[0]!, service }));
    const series = [...services.map((service) => flat(service, 'error_ratio')), flat('payments', 'error_ratio')];
    const plots = choosePlots({ ...BRIEF, symptoms }, [evidenceOf(SIGNALS_OF_CHECKOUT, 'x.y', { series })]);
    expect(plots.map(({ title }) => title.split(':')[0])).toEqual(['s1', 's2', 's3', 's4', 's5', 'payments']);
  });

  test('of a series that two tools returned take the longer one, and evidence without series is passed over', () => {
    const two = [
      flat('checkout', 'error_ratio', 5),
      flat('checkout', 'error_ratio', 9),
      flat('checkout', 'latency_p95_seconds', 1),
    ];
    const evidence = two.map((one) => evidenceOf(SIGNALS_OF_CHECKOUT, 'x.y', { series: [one] }));
    const plots = choosePlots(BRIEF, [...evidence, evidenceOf(SIGNALS_OF_CHECKOUT, 'x.y', { series: 'none' })]);
    expect(plots.map(({ lines }) => lines[0]?.points.length)).toEqual([9]);
  });

  test('are served as SVG that may do nothing, in four renderings', async () => {
    keepIncident(gateway.doubles);
    const bodies = new Set<string>();
    for (const query of ['', '?theme=dark', '?size=small', '?size=small&theme=dark', '?theme=%3Cscript%3E']) {
      const { statusCode, headers, body } = await gateway.app.inject(`${PAGE}/plots/1.svg${query}`);
      expect([statusCode, headers['content-type']]).toEqual([200, 'image/svg+xml']);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      );
      expect(body).toMatch(/^<svg [^]*onset[^]*<\/svg>$/);
      bodies.add(body);
    }
    expect(bodies.size).toBe(4);
    expect((await gateway.app.inject(`${PAGE}/plots/6.svg`)).statusCode).toBe(404);
  });

  test('tell seconds on the axis where they span less than ten minutes, and minutes else', () => {
    const labels = (seconds: number) => {
      const line = { name: '', points: [0, 1, 2, 3].map((part) => [ONSET + (part * seconds) / 3, 0.5] as const) };
      const svg = drawPlot({ title: '', description: '', unit: 'ratio', lines: [line], marks: [] }, 'light', 'wide');
      return [...svg.matchAll(/>(\d\d:\d\d(?::\d\d)?)</g)].map(([, label]) => label);
    };
    for (const seconds of [90, 599, 600, 3600]) {
      expect(new Set(labels(seconds)).size).toBe(labels(seconds).length);
      expect(labels(seconds).length).toBeGreaterThan(1);
      expect(labels(seconds).every((label) => label?.length === (seconds < 600 ? 8 : 5))).toBe(true);
    }
  });

  test('escape what the changes are called', async () => {
    const changes = BRIEF.changes.map((change) => ({ ...change, version: '<script>&"' }));
    keepIncident(gateway.doubles, BRIEFED, { ...BRIEF, changes });
    const { body } = await gateway.app.inject(`${PAGE}/plots/1.svg`);
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('<script');
  });
});
