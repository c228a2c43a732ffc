import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { type FiringAlert, ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import type { AlertsBackEnd } from '../back-end.ts';

export function getActiveAlerts(backEnd: (environment: Environment) => AlertsBackEnd) {
  return defineTool({
    name: 'get_active_alerts',
    title: 'Active alerts',
    description:
      'Lists the alerts that the alerting back end holds now, oldest first, 50 by default, at most 200. Silenced and ' +
      'inhibited alerts are left out unless asked for; suppressions names what suppresses them.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(200).optional().describe('Alerts whose label service has this value'),
      include_silenced: z.boolean().default(false),
      include_inhibited: z.boolean().default(false),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.strictObject({
      alerts: ObservationLists.alerts,
      suppressions: z.array(
        z.strictObject({
          name: z.string(),
          fingerprint: z.string(),
          silenced_by: z.array(z.string()),
          inhibited_by: z.array(z.string()),
        }),
      ),
      total: z.number().int(),
    }),
    narrowing: 'one service, or a smaller limit',
    cacheTtlMilliseconds: 1_000,
    async handler({ environment, service, include_silenced, include_inhibited, limit }, { signal }) {
      const alerts = backEnd(environment);
      const { alerts: held, warnings } = await alerts.active(
        { silenced: include_silenced, inhibited: include_inhibited },
        signal,
      );
      const found = held
        .filter(({ alert }) => service === undefined || alert.service === service)
        .sort((a, b) => sortKey(a.alert).localeCompare(sortKey(b.alert), 'en'));
      const shown = found.slice(0, limit);
      return {
        data: {
          alerts: shown.map(({ alert }) => alert),
          suppressions: shown
            .filter(({ silencedBy, inhibitedBy }) => silencedBy.length + inhibitedBy.length > 0)
            .map(({ alert, fingerprint, silencedBy, inhibitedBy }) => ({
              name: alert.name,
              fingerprint,
              silenced_by: [...silencedBy],
              inhibited_by: [...inhibitedBy],
            })),
          total: found.length,
        },
        source: alerts.source,
        truncated: found.length > limit,
        warnings: found.length > limit ? [...warnings, `${found.length} alerts match; ${limit} are shown.`] : warnings,
        hints: found.length > 0 ? [] : [`No active alert matches. In all, ${held.length} are held.`],
      };
    },
  });
}

function sortKey({ active_since = '', name }: FiringAlert): string {
  return `${active_since} ${name}`;
}
