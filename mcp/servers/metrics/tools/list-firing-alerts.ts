import { z } from 'zod';
import { type FiringAlert, ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import type { MetricsTools } from '../context.ts';

export function listFiringAlerts({ backEnd }: MetricsTools) {
  return defineTool({
    name: 'list_firing_alerts',
    title: 'List firing alerts',
    description:
      'Lists alerts as the metrics back end evaluates them now, each with the expression of its rule. Firing alerts by ' +
      'default, oldest first, 20 by default, at most 200.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(200).optional().describe('Alerts whose label service has this value'),
      name: z.string().min(1).max(200).optional().describe('Alerts of the rule with this name'),
      state: z.enum(['firing', 'pending', 'all']).default('firing'),
      limit: z.number().int().min(1).max(200).default(20),
    }),
    output: z.strictObject({ alerts: ObservationLists.alerts, total: z.number().int() }),
    narrowing: 'one service or name, or a smaller limit',
    cacheTtlMilliseconds: 1_000,
    async handler({ environment, service, name, state, limit }, { signal }) {
      const metrics = backEnd(environment);
      const { alerts, warnings } = await metrics.alerts(signal);
      const found = alerts
        .filter((alert) => service === undefined || alert.service === service)
        .filter((alert) => name === undefined || alert.name === name)
        .filter((alert) => state === 'all' || alert.state === state)
        .sort((a, b) => sortKey(a).localeCompare(sortKey(b), 'en'));
      const others = alerts.length - found.length;
      return {
        data: { alerts: found.slice(0, limit), total: found.length },
        source: metrics.source,
        truncated: found.length > limit,
        warnings: found.length > limit ? [...warnings, `${found.length} alerts match; ${limit} are shown.`] : warnings,
        hints:
          found.length > 0
            ? []
            : [`No alert matches; ${others === 0 ? 'none is held at all' : `${others} others are held`}.`],
      };
    },
  });
}

function sortKey({ active_since = '', name }: FiringAlert): string {
  return `${active_since} ${name}`;
}
