import { z } from 'zod';
import { ObservationLists, Series, SignalName } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { ToolFailure } from '../../../kit/tool-failure.ts';
import { resolveWindow, windowArgument, windowSeconds } from '../../../kit/window.ts';
import { pointsEstimate, type SignalRequest, stepFor } from '../back-end.ts';
import type { MetricsTools } from '../context.ts';
import { Statistics, statisticsOf } from '../statistics.ts';

const maximumSeconds = 7 * 86_400;

export function getServiceMetrics({ locate, backEnd }: MetricsTools) {
  return defineTool({
    name: 'get_service_metrics',
    title: 'Service metric',
    description:
      'Reads one golden signal of one catalogue service over a window (default: the last 15 minutes, at most 7 days), ' +
      'optionally per version or instance, or of a single version or instance.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(63).describe('A service of the catalogue'),
      signal: SignalName,
      pool: z.string().min(1).max(100).optional().describe('The pool, for saturation_ratio'),
      by: z.enum(['version', 'instance']).optional().describe('One series per version or instance'),
      version: z.string().min(1).max(200).optional().describe('This version only'),
      instance: z.string().min(1).max(200).optional().describe('This instance only'),
      window: windowArgument('-15m'),
    }),
    output: z.strictObject({
      service: z.string(),
      signal: SignalName,
      statistics: z.array(z.strictObject({ dimension: Series.shape.dimension, ...Statistics.shape })),
      series: ObservationLists.series,
    }),
    narrowing: 'a shorter window, or one version or instance',
    cacheTtlMilliseconds: 2_000,
    maximumBytes: 512 * 1024,
    cost: async ({ environment, window, by }, { now }) => {
      const { start, end } = windowSeconds(resolveWindow(window, now, maximumSeconds));
      const step = stepFor(end - start, backEnd(environment).scrapeIntervalSeconds);
      return [pointsEstimate(by === undefined ? 1 : 20, end - start, step)];
    },
    async handler(args, { now, signal }) {
      const { service, environment, window: asked, ...rest } = args;
      const metrics = backEnd(environment);
      const selectors = locate(service, environment);
      if ((rest.by === 'version' || rest.version !== undefined) && selectors.versionLabel === undefined) {
        throw new ToolFailure(
          'NOT_FOUND',
          `The catalogue does not say which label tells the version of ${service}: add "versionLabel" to its selectors.`,
        );
      }
      const window = resolveWindow(asked, now, maximumSeconds);
      const { start, end } = windowSeconds(window);
      const request: SignalRequest = {
        ...rest,
        service,
        selectors,
        startSeconds: start,
        endSeconds: end,
        stepSeconds: stepFor(end - start, metrics.scrapeIntervalSeconds),
      };
      const answer = await metrics.readSignal(request, signal);
      if (!answer) throw notConfigured(request);
      return {
        data: {
          service,
          signal: rest.signal,
          statistics: answer.series.map(({ dimension, points }) => ({
            ...(dimension && { dimension }),
            ...statisticsOf(points.map(([, value]) => value)),
          })),
          series: [...answer.series],
        },
        source: metrics.source,
        window,
        query: answer.query,
        warnings: answer.warnings,
        hints: answer.series.length > 0 ? [] : await metrics.explainEmpty(request, signal),
      };
    },
  });
}

function notConfigured({ service, signal, selectors, pool }: SignalRequest): ToolFailure {
  if (signal === 'saturation_ratio' && selectors.saturation.length > 0) {
    const pools = selectors.saturation.map(({ name }) => name).join(', ');
    const said = pool === undefined ? 'Say which pool' : `${service} has no pool ${JSON.stringify(pool)}`;
    return new ToolFailure('INVALID_ARGUMENT', `${said}; the catalogue has: ${pools}.`);
  }
  return new ToolFailure(
    'NOT_FOUND',
    `The catalogue has no selector for ${signal} of ${service}: add it to "selectors".`,
  );
}
