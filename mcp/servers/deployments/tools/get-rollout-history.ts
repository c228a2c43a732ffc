import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ChangeKind } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import type { Revision, RolloutHistory, DeploymentsBackEnd } from '../back-end.ts';

const RolloutState = z.enum(['complete', 'progressing', 'failed', 'replaced']);

export function getRolloutHistory(backEnd: (environment: Environment) => DeploymentsBackEnd) {
  return defineTool({
    name: 'get_rollout_history',
    title: 'Rollout history',
    description:
      'Lists the revisions of one service, newest first, 20 by default, at most 200: what was rolled out, when, by whom and ' +
      'with what outcome. replaced: superseded before it became healthy. Null means unknown.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(63),
      limit: z.number().int().min(1).max(200).default(20),
    }),
    output: z.strictObject({
      service: z.string(),
      revisions: z.array(
        z.strictObject({
          revision: z.number().int(),
          version: z.string(),
          kind: ChangeKind,
          state: RolloutState,
          at: z.string(),
          completed_at: z.string().optional(),
          by: z.string().optional(),
          replicas: z.number().int().nullable(),
          includes_migration: z.boolean().nullable(),
          summary: z.string().optional(),
          failure: z.string().optional(),
        }),
      ),
      count: z.number().int(),
      total: z.number().int(),
    }),
    narrowing: 'a smaller limit',
    cacheTtlMilliseconds: 1_000,
    async handler({ environment, service, limit }, { signal }) {
      const rollouts = await backEnd(environment).rollouts(service, signal);
      const history = await rollouts.history(service, signal);
      const total = history.revisions.length;
      const shown = history.revisions.slice(-limit).reverse();
      return {
        data: {
          service,
          revisions: shown.map((revision) => ({
            revision: revision.revision,
            version: revision.version,
            kind: revision.kind,
            state: stateOf(revision, history),
            at: revision.at,
            completed_at: revision.completedAt,
            by: revision.by,
            replicas: revision.replicas ?? null,
            includes_migration: revision.migration ?? null,
            summary: revision.summary,
            failure: revision.failure,
          })),
          count: shown.length,
          total,
        },
        source: rollouts.source,
        truncated: total > limit,
        warnings: total > limit ? [`${total} revisions are known; the last ${limit} are shown.`] : [],
      };
    },
  });
}

function stateOf(revision: Revision, { revisions }: RolloutHistory): z.infer<typeof RolloutState> {
  if (revision.completedAt !== undefined) return 'complete';
  if (revision.failure !== undefined) return 'failed';
  return revision === revisions.at(-1) ? 'progressing' : 'replaced';
}
