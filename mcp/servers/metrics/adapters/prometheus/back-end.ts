import type { Series } from '#core/evidence/observations';
import type { HttpClient } from '#http-client/create-http-client';
import { createPrometheusClient } from '../../../../backends/prometheus.ts';
import { QueryRefusal } from '../../../../backends/prometheus-refusals.ts';
import { literalPattern, quoted } from '../../../../backends/promql.ts';
import { ToolFailure } from '../../../../kit/tool-failure.ts';
import type { MetricsBackEnd, SignalRequest } from '../../back-end.ts';
import { round, unitOf } from '../../statistics.ts';
import { readRuleAlerts } from './alerts.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { explainEmpty } from './explain-empty.ts';
import { signalQuery } from './signal-query.ts';
import { unseenErrors } from './unseen-errors.ts';

/** More series of one signal than that say nothing to anybody; the busiest are kept. */
const maximumSeriesPerSignal = 20;

/** `rate` needs two samples, and a scrape may fail: four intervals, and no less than 5 s. */
function rateSecondsFor(stepSeconds: number, scrapeIntervalSeconds: number): number {
  return Math.max(4 * scrapeIntervalSeconds, stepSeconds, 5);
}

/** @param scrapeIntervalSeconds how often it looks at its targets */
export function prometheusBackEnd(http: HttpClient, scrapeIntervalSeconds: number): MetricsBackEnd {
  const client = createPrometheusClient(http);
  const queryOf = (request: SignalRequest) =>
    signalQuery(request, rateSecondsFor(request.stepSeconds, scrapeIntervalSeconds));

  return {
    source: client.source,
    scrapeIntervalSeconds,
    async readSignal(request, signal) {
      const made = queryOf(request);
      if (!made) return undefined;
      const { query, label } = made;
      const { startSeconds, endSeconds, stepSeconds } = request;
      // Aligned to the step: windows that follow one another share their grid.
      const aligned = Math.ceil(startSeconds / stepSeconds - 1e-9) * stepSeconds;
      if (aligned > endSeconds) return { series: [], query, warnings: [] };
      const range = { query, startSeconds: aligned, endSeconds, stepSeconds };
      const { series, warnings } = await client.queryRange(range, signal);
      const found = series
        .filter(({ points }) => points.length > 0)
        .map(({ labels, points }) => seriesOf(request, label && labels[label], points));
      if (found.length <= maximumSeriesPerSignal) return { series: found, query, warnings };
      const kept = [...found].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, maximumSeriesPerSignal);
      const cut = `${request.signal} of ${request.service} has ${found.length} series; the ${kept.length} largest are kept.`;
      return { series: kept, query, warnings: [...warnings, cut] };
    },
    unseenErrors: (request, signal) => unseenErrors(client, request, signal),
    async explainEmpty(request, signal) {
      const made = queryOf(request);
      return made ? explainEmpty(client, made, request, signal) : [];
    },
    async readRaw({ query, startSeconds, endSeconds, stepSeconds }, signal) {
      return stepSeconds === undefined
        ? client.query(query, endSeconds, signal)
        : client.queryRange({ query, startSeconds, endSeconds, stepSeconds }, signal);
    },
    async countRaw({ query, endSeconds }, signal) {
      try {
        // The line break ends a comment at the query's end.
        const { series } = await client.query(`count(${query}\n)`, endSeconds, signal);
        return series[0]?.points[0]?.[1];
      } catch (error) {
        if (!(error instanceof QueryRefusal)) throw error;
        // A scalar cannot be counted, and a wrong query says so better when it runs itself.
        if (error.errorType !== 'execution') return undefined;
        // What is too much to be counted once is too much to be read over a window.
        throw new ToolFailure(
          'COST_EXCEEDED',
          `How many series the query gives cannot be counted, so it is not run: ${error.message}. ` +
            'Ask for less: select fewer series by their labels, or shorten the ranges in brackets.',
        );
      }
    },
    alerts: (signal) => readRuleAlerts(client, signal),
    evaluateRules: (request, signal) => evaluateRules(client, request, signal),
    metricNames({ prefix = '', contains = '' }, signal) {
      const pattern = `${literalPattern([prefix])}.*${literalPattern([contains])}.*`;
      const match = prefix || contains ? `{__name__=~${quoted(pattern)},__name__!=""}` : undefined;
      return client.labelValues('__name__', { match }, signal);
    },
  };
}

function seriesOf(
  { service, signal, stepSeconds, by, pool }: SignalRequest,
  value: string | undefined,
  points: readonly (readonly [number, number])[],
): Series {
  const dimension =
    by !== undefined
      ? { name: by, value: value ?? '' }
      : pool !== undefined
        ? { name: 'pool', value: pool }
        : undefined;
  return {
    service,
    signal,
    unit: unitOf[signal],
    ...(dimension && { dimension }),
    step_seconds: stepSeconds,
    points: points.map(([at, measured]): [number, number] => [at, round(measured)]),
  };
}

function weightOf({ points }: Series): number {
  return points.reduce((sum, [, value]) => sum + Math.abs(value), 0);
}
