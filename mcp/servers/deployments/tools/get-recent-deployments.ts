import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { ToolFailure } from '../../../kit/tool-failure.ts';
import { resolveWindow, windowArgument } from '../../../kit/window.ts';
import type { DeploymentsBackEnd } from '../back-end.ts';

const maximumSeconds = 30 * 86_400;
const maximumChanges = 500;

export function getRecentDeployments(backEnd: (environment: Environment) => DeploymentsBackEnd) {
  return defineTool({
    name: 'get_recent_deployments',
    title: 'Recent deployments and changes',
    description:
      'Lists releases, rollouts, configuration changes and flag changes in a window (default: the last hour, at most 30 days) ' +
      'for all or some services, oldest first, each with its source. At most 500.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      services: z.array(z.string().min(1).max(63)).min(1).max(50).optional().describe('Default: all'),
      window: windowArgument('-1h'),
    }),
    output: z.strictObject({ changes: ObservationLists.changes }),
    narrowing: 'a shorter window or fewer services',
    cacheTtlMilliseconds: 1_000,
    maximumBytes: 512 * 1024,
    async handler({ environment, services, window: asked }, { now, signal }) {
      const window = resolveWindow(asked, now, maximumSeconds);
      const deployments = backEnd(environment);
      const { changes: all, warnings: partial } = await deployments.changes(environment, window, signal);
      const found = all.filter(({ service }) => services === undefined || services.includes(service));
      // "Nothing was changed" must not be said on half of the sources.
      if (found.length === 0 && partial[0] !== undefined) {
        throw new ToolFailure('UPSTREAM_UNAVAILABLE', partial.join(' '), { retryable: true });
      }
      const warnings = [...partial];
      const cut = found.length > maximumChanges;
      if (cut) warnings.push(`${found.length} changes were found; the last ${maximumChanges} are shown.`);
      const others = [...new Set(all.map(({ service }) => service))].sort();
      return {
        data: { changes: found.slice(-maximumChanges) },
        source: deployments.source,
        window,
        truncated: cut,
        warnings,
        hints: found.length > 0 ? [] : [emptyHint(others)],
      };
    },
  });
}

function emptyHint(others: readonly string[]): string {
  return others.length > 0
    ? `No change of these services in the window; changed were: ${others.slice(0, 20).join(', ')}.`
    : 'No change of any service is known in the window.';
}
