import { z } from 'zod';
import { defineTool } from '../../../kit/define-tool.ts';
import { nearestNames } from '#core/text/nearest-name';
import type { MetricsTools } from '../context.ts';

export function listMetricNames({ backEnd }: MetricsTools) {
  return defineTool({
    name: 'list_metric_names',
    title: 'List metric names',
    description:
      'Lists the names of existing metrics by prefix or by part of the name, sorted; 50 by default, at most 500.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      prefix: z.string().min(1).max(200).optional(),
      contains: z.string().min(1).max(200).optional(),
      limit: z.number().int().min(1).max(500).default(50),
    }),
    output: z.strictObject({ names: z.array(z.string()), total: z.number().int() }),
    narrowing: 'a longer prefix',
    cacheTtlMilliseconds: 10_000,
    async handler({ environment, prefix, contains, limit }, { signal }) {
      const metrics = backEnd(environment);
      const names = await metrics.metricNames({ prefix, contains }, signal);
      const wanted = prefix ?? contains;
      const near =
        names.length === 0 && wanted !== undefined
          ? nearestNames(wanted, await metrics.metricNames({}, signal), 10)
          : [];
      const none = near.length > 0 ? `No such metric. Names like it: ${near.join(', ')}.` : 'No such metric.';
      return {
        data: { names: [...names].sort().slice(0, limit), total: names.length },
        source: metrics.source,
        truncated: names.length > limit,
        warnings:
          names.length > limit ? [`${names.length} names match; ${limit} are shown. Give a longer prefix.`] : [],
        hints: names.length > 0 ? [] : [none],
      };
    },
  });
}
