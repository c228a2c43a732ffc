import { z } from 'zod';
import { newestLast } from '#core/evidence/list-order';
import { defineTool } from '../../../kit/define-tool.ts';
import { resolveWindow, windowArgument, type WindowArgument, windowSeconds } from '../../../kit/window.ts';
import { type RawRequest, stepFor } from '../back-end.ts';
import type { MetricsTools } from '../context.ts';
import { round, Statistics, statisticsOf } from '../statistics.ts';

const maximumSeconds = 86_400;
const maximumSeries = 200;
const maximumPointsPerSeries = 1_000;
const maximumPoints = 20_000;

interface QueryArguments {
  readonly query: string;
  readonly window: WindowArgument;
  readonly step_seconds?: number;
  readonly instant: boolean;
}

export function queryMetrics({ backEnd }: MetricsTools) {
  const requestOf = ({ query, window, step_seconds, instant }: QueryArguments, now: Date, scrapeSeconds: number) => {
    const resolved = resolveWindow(window, now, maximumSeconds);
    const { start, end } = windowSeconds(resolved);
    const stepSeconds = instant
      ? undefined
      : Math.max(step_seconds ?? stepFor(end - start, scrapeSeconds), scrapeSeconds);
    const request: RawRequest = { query, startSeconds: start, endSeconds: end, stepSeconds };
    return { request, window: resolved };
  };

  return defineTool({
    name: 'query_metrics',
    title: 'Run a PromQL query',
    description:
      'Runs a PromQL query as written, over a window (default: the last 15 minutes, at most 24 hours) or at its end. ' +
      'At most 200 series, 1,000 points each, 20,000 in total. Prefer the tools that know the catalogue.',
    risk: 'read',
    scopes: ['read', 'metrics:query'],
    input: z.strictObject({
      environment: z.string(),
      query: z.string().min(1).max(2_000).describe('PromQL'),
      window: windowArgument('-15m'),
      step_seconds: z.number().min(0.1).max(86_400).optional().describe('Default: 240 points over the window'),
      instant: z.boolean().default(false).describe('One value per series, at the end of the window'),
    }),
    output: z.strictObject({
      step_seconds: z.number().optional(),
      results: z.array(
        z.strictObject({
          labels: z.record(z.string(), z.string()),
          statistics: Statistics,
          points: newestLast(z.array(z.tuple([z.number(), z.number()]))),
        }),
      ),
    }),
    narrowing: 'a shorter window, a larger step_seconds, or an aggregation such as sum by (label)',
    cacheTtlMilliseconds: 2_000,
    maximumBytes: 1024 * 1024,
    cost: async (args, { now, environment, signal }) => {
      const metrics = backEnd(environment);
      const { request } = requestOf(args, now, metrics.scrapeIntervalSeconds);
      const { startSeconds, endSeconds, stepSeconds } = request;
      const points = stepSeconds === undefined ? 1 : Math.floor((endSeconds - startSeconds) / stepSeconds) + 1;
      const each = { unit: 'points per series', estimated: points, limit: maximumPointsPerSeries };
      // Not worth a query to the back end when it is refused anyway.
      if (points > maximumPointsPerSeries) return [each];
      const series = (await metrics.countRaw(request, signal)) ?? 1;
      return [
        { unit: 'series', estimated: series, limit: maximumSeries },
        { unit: 'points', estimated: points * series, limit: maximumPoints },
      ];
    },
    async handler(args, { now, environment, signal }) {
      const metrics = backEnd(environment);
      const { request, window } = requestOf(args, now, metrics.scrapeIntervalSeconds);
      const { series, warnings } = await metrics.readRaw(request, signal);
      // The estimate looks at the window's end, and is none for a range such as up[5m]: more may come.
      const kept = series.slice(0, maximumSeries);
      const found = kept.reduce((sum, { points }) => sum + points.length, 0);
      const each = found > maximumPoints ? Math.floor(maximumPoints / kept.length) : maximumPointsPerSeries;
      const seriesCut = series.length > kept.length;
      const pointsCut = kept.some(({ points }) => points.length > each);
      return {
        data: {
          ...(request.stepSeconds !== undefined && { step_seconds: request.stepSeconds }),
          results: kept.map(({ labels, points }) => ({
            labels,
            statistics: statisticsOf(points.map(([, value]) => value)),
            points: points.slice(-each).map(([at, value]): [number, number] => [at, round(value)]),
          })),
        },
        source: metrics.source,
        window,
        query: args.query,
        truncated: seriesCut || pointsCut,
        warnings: [
          ...warnings,
          ...(seriesCut ? [`${series.length} series were found, ${kept.length} are shown. Aggregate.`] : []),
          ...(pointsCut ? [`${found} points were found, the newest ${each} of each series are shown. Aggregate.`] : []),
        ],
        hints: series.length > 0 ? [] : ['No series. list_metric_names tells which metrics exist.'],
      };
    },
  });
}
