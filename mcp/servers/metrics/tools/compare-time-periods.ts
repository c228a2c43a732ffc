import { z } from 'zod';
import type { TimeWindow } from '#core/evidence/evidence';
import { ObservationLists, Series, SignalName } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { ToolFailure } from '../../../kit/tool-failure.ts';
import { RequiredWindowArgument, resolveWindow, type WindowArgument, windowSeconds } from '../../../kit/window.ts';
import { pointsEstimate, type SecondsWindow, stepFor } from '../back-end.ts';
import type { MetricsTools } from '../context.ts';
import { expectedSeries, readGoldenSignals } from '../read-golden-signals.ts';
import { hintsFor } from '../explain-missing.ts';
import { round, Statistics, statisticsOf, valuesWithin } from '../statistics.ts';

const maximumSeconds = 7 * 86_400;

const Comparison = z.strictObject({
  signal: SignalName,
  dimension: z.strictObject({ name: z.string(), value: z.string() }).optional(),
  unit: Series.shape.unit,
  baseline: Statistics,
  current: Statistics,
  change_ratio: z.number().nullable().describe('(current median - baseline median) / baseline median'),
});
type Comparison = z.infer<typeof Comparison>;

export function compareTimePeriods({ locate, backEnd }: MetricsTools) {
  return defineTool({
    name: 'compare_time_periods',
    title: 'Compare two time periods',
    description:
      'Compares the golden signals of 1 to 20 catalogue services between a baseline window and a current window: median, ' +
      'minimum, maximum and change of each signal, and the series over both. Windows are at most 7 days each.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      services: z.array(z.string().min(1).max(63)).min(1).max(20).describe('Services of the catalogue'),
      baseline: RequiredWindowArgument.describe('A window in which the services were healthy'),
      current: RequiredWindowArgument.describe('The window to compare with it; starts after the baseline starts'),
    }),
    output: z.strictObject({
      services: z.array(z.strictObject({ service: z.string(), signals: z.array(Comparison) })),
      series: ObservationLists.series,
    }),
    narrowing: 'fewer services or shorter windows',
    cacheTtlMilliseconds: 2_000,
    // 20 services with 11 series of 240 points each are 1.3 MB.
    maximumBytes: 3 * 1024 * 1024,
    timeoutMilliseconds: 25_000,
    cost: async ({ environment, services, baseline, current }, { now }) => {
      const { spanSeconds } = resolve(baseline, current, now);
      const step = stepFor(spanSeconds, backEnd(environment).scrapeIntervalSeconds);
      const series = services.reduce((sum, name) => sum + expectedSeries(locate(name, environment)), 0);
      return [pointsEstimate(series, spanSeconds, step)];
    },
    async handler({ environment, services, baseline, current }, { now, signal }) {
      const metrics = backEnd(environment);
      const windows = resolve(baseline, current, now);
      const step = stepFor(windows.spanSeconds, metrics.scrapeIntervalSeconds);
      const asked = [...new Set(services)].map((service) => ({
        service,
        selectors: locate(service, environment),
      }));
      const found = await readGoldenSignals(metrics, asked, [windows.baseline, windows.current], step, signal);
      const hints = await Promise.all(found.map((one) => hintsFor(metrics, one, signal)));
      return {
        data: {
          services: found.map(({ service, series }) => ({
            service,
            signals: series.map((one) => compare(one, windows.baseline, windows.current)),
          })),
          series: found.flatMap(({ series }) => series),
        },
        source: metrics.source,
        window: windows.whole,
        warnings: [...new Set(found.flatMap(({ warnings }) => warnings))],
        hints: hints.flat(),
      };
    },
  });
}

function resolve(baseline: WindowArgument, current: WindowArgument, now: Date) {
  const before = resolveWindow(baseline, now, maximumSeconds, 'baseline');
  const after = resolveWindow(current, now, maximumSeconds, 'current');
  if (Date.parse(after.start) <= Date.parse(before.start)) {
    throw new ToolFailure(
      'INVALID_ARGUMENT',
      `current starts at ${after.start}, not after baseline, which starts at ${before.start}. Swap them.`,
    );
  }
  const baselineSeconds = secondsOf(before);
  const currentSeconds = secondsOf(after);
  return {
    baseline: baselineSeconds,
    current: currentSeconds,
    spanSeconds: lengthOf(baselineSeconds) + lengthOf(currentSeconds),
    whole: { start: before.start, end: after.end > before.end ? after.end : before.end },
  };
}

function secondsOf(window: TimeWindow): SecondsWindow {
  const { start, end } = windowSeconds(window);
  return { startSeconds: start, endSeconds: end };
}

function lengthOf({ startSeconds, endSeconds }: SecondsWindow): number {
  return endSeconds - startSeconds;
}

function compare(series: Series, baseline: SecondsWindow, current: SecondsWindow): Comparison {
  const before = statisticsOf(
    // A point where the windows meet belongs to the current one.
    series.points.flatMap(([at, value]) =>
      at >= baseline.startSeconds && at <= baseline.endSeconds && at < current.startSeconds ? [value] : [],
    ),
  );
  const after = statisticsOf(valuesWithin(series, current.startSeconds, current.endSeconds));
  const change =
    before.median === null || after.median === null || before.median === 0
      ? null
      : round((after.median - before.median) / Math.abs(before.median));
  const { signal, dimension, unit } = series;
  return { signal, ...(dimension && { dimension }), unit, baseline: before, current: after, change_ratio: change };
}
