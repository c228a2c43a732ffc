import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { resolveWindow, windowArgument } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { ServiceArgument } from '../pod.ts';

const maximumSeconds = 7 * 86_400;

export function getRecentEvents(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'get_recent_events',
    title: 'Recent events',
    description:
      'Lists pod and rollout events in a window (default: the last hour, at most 7 days) for one or all services: ' +
      'started, crashed, restarted, lost; rollout started, completed, failed. Oldest first; the last 100, at most 500.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: ServiceArgument.optional().describe('Default: all'),
      window: windowArgument('-1h'),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      events: ObservationLists.events,
      count: z.number().int(),
      crashes: z.number().int().describe('Counts all events found, including those not returned'),
      restarts: z.number().int().describe('Counts all events found, including those not returned'),
    }),
    narrowing: 'a shorter window or one service',
    async handler({ environment, service, window: asked, limit }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const window = resolveWindow(asked, now, maximumSeconds);
      const answer = await infrastructure.events({ service, start: window.start }, signal);
      const found = answer.events.filter(({ at }) => {
        const time = Date.parse(at);
        return time >= Date.parse(window.start) && time < Date.parse(window.end);
      });
      const countOf = (wanted: string) => found.filter(({ kind }) => kind === wanted).length;
      const shown = found.slice(-limit);
      const warnings = [...answer.warnings];
      if (found.length > limit) warnings.push(`${found.length} events were found; the last ${limit} are shown.`);
      if (!answer.complete) warnings.push('The back end has given up the oldest events of this window.');
      return {
        data: {
          events: shown.map(({ backEnd: from, ...event }) => ({ ...event, back_end: from })),
          count: shown.length,
          crashes: countOf('crashed'),
          restarts: countOf('restarted'),
        },
        source: infrastructure.source,
        window,
        truncated: found.length > limit || !answer.complete,
        warnings,
        hints: found.length > 0 ? [] : ['Nothing happened to these pods and rollouts in the window.'],
      };
    },
  });
}
