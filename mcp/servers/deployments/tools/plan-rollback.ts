import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import type { DeploymentsBackEnd } from '../back-end.ts';
import { rollbackPlanOf as plan } from '../plan-rollback.ts';
import { safetyFacts } from '../safety.ts';

const RevisionName = z.strictObject({ revision: z.number().int(), version: z.string(), at: z.string() });

export function planRollback(backEnd: (environment: Environment) => DeploymentsBackEnd) {
  return defineTool({
    name: 'plan_rollback',
    title: 'Plan a rollback',
    description:
      'Finds the most recent earlier release of a service with a different version that was healthy long enough and was not ' +
      'itself rolled back, with the facts to weigh first. Without one, to equals from and reason says why. Changes nothing.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: z.string().min(1).max(63),
      healthy_for_seconds: z
        .number()
        .int()
        .min(0)
        .max(604_800)
        .optional()
        .describe('How long the target must have been healthy. Default: set by the back end'),
    }),
    output: z.strictObject({
      service: z.string(),
      from: RevisionName.describe('The current revision'),
      to: RevisionName,
      includes_migration: z.boolean().describe('A migration lies between the two, or cannot be ruled out'),
      is_rollback_possible: z.boolean(),
      reason: z.string().optional(),
      age_seconds: z.number().int().describe('Time since the target was replaced'),
      instances: z.number().int().describe('How many instances would be replaced, at most'),
      safety: z.array(z.strictObject({ fact: z.enum(safetyFacts), ok: z.boolean(), detail: z.string() })),
    }),
    narrowing: 'nothing less: it reads one service',
    async handler({ environment, service, healthy_for_seconds }, { now, signal }) {
      const rollouts = await backEnd(environment).rollouts(service, signal);
      const history = await rollouts.history(service, signal);
      const healthyForSeconds = healthy_for_seconds ?? rollouts.healthyForSeconds;
      const { safety, ...planned } = plan(history, { now, healthyForSeconds });
      return { data: { service, ...planned, safety: [...safety] }, source: rollouts.source };
    },
  });
}
