import { z } from 'zod';
import { ObservationLists, type SignalName } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { resolveWindow, windowArgument, windowSeconds } from '../../../kit/window.ts';
import { pointsEstimate, stepFor } from '../back-end.ts';
import type { MetricsTools } from '../context.ts';
import { expectedSeries, readGoldenSignals } from '../read-golden-signals.ts';
import { hintsFor } from '../explain-missing.ts';
import { meanOf } from '../statistics.ts';

const maximumSeconds = 7 * 86_400;
const Mean = z.number().nullable();

export function getServiceGoldenSignals({ locate, backEnd }: MetricsTools) {
  return defineTool({
    name: 'get_service_golden_signals',
    title: 'Service golden signals',
    description:
      'Reads request rate, error ratio, latency, saturation and instances of one catalogue service over a window ' +
      '(default: the last 5 minutes, at most 7 days): the mean of each, and the series. Null means not measured.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(63).describe('A service of the catalogue'),
      window: windowArgument('-5m'),
    }),
    output: z.strictObject({
      service: z.string(),
      requests_per_second: Mean,
      error_ratio: Mean,
      latency_p50_seconds: Mean,
      latency_p95_seconds: Mean,
      latency_p99_seconds: Mean,
      saturation: z.array(z.strictObject({ name: z.string(), ratio: Mean })),
      instances_up: Mean.describe('At the end of the window'),
      series: ObservationLists.series,
    }),
    narrowing: 'a shorter window',
    cacheTtlMilliseconds: 2_000,
    cost: async ({ service, window, environment }, { now }) => {
      const { start, end } = windowSeconds(resolveWindow(window, now, maximumSeconds));
      const step = stepFor(end - start, backEnd(environment).scrapeIntervalSeconds);
      return [pointsEstimate(expectedSeries(locate(service, environment)), end - start, step)];
    },
    maximumBytes: 1024 * 1024,
    async handler({ service, window: asked, environment }, { now, signal }) {
      const metrics = backEnd(environment);
      const window = resolveWindow(asked, now, maximumSeconds);
      const { start, end } = windowSeconds(window);
      const selectors = locate(service, environment);
      const step = stepFor(end - start, metrics.scrapeIntervalSeconds);
      const [found] = await readGoldenSignals(
        metrics,
        [{ service, selectors }],
        [{ startSeconds: start, endSeconds: end }],
        step,
        signal,
      );
      if (!found) throw new Error('No answer for the one service asked for.');
      const whole = (name: SignalName, pool?: string) =>
        found.series
          .find((one) => one.signal === name && one.dimension?.value === pool)
          ?.points.map(([, value]) => value) ?? [];
      return {
        data: {
          service,
          requests_per_second: meanOf(whole('requests_per_second')),
          error_ratio: meanOf(whole('error_ratio')),
          latency_p50_seconds: meanOf(whole('latency_p50_seconds')),
          latency_p95_seconds: meanOf(whole('latency_p95_seconds')),
          latency_p99_seconds: meanOf(whole('latency_p99_seconds')),
          saturation: selectors.saturation.map(({ name }) => ({
            name,
            ratio: meanOf(whole('saturation_ratio', name)),
          })),
          instances_up: whole('instances_up').at(-1) ?? null,
          series: [...found.series],
        },
        source: metrics.source,
        window,
        warnings: found.warnings,
        hints: await hintsFor(metrics, found, signal),
      };
    },
  });
}
