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
    title: 'What a rollback would go back to',
    description:
      'The last earlier release of a service with another version that was healthy long enough and was not rolled back ' +
      'itself, with what to know before going back. to equals from where there is none; reason says why. Changes nothing.',
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
        .describe('How long the target has to have been healthy. Default: what the back end holds for enough'),
    }),
    output: z.strictObject({
      service: z.string(),
      from: RevisionName.describe('What is wanted now'),
      to: RevisionName,
      includes_migration: z.boolean().describe('A migration lies between, or nothing tells that none does'),
      is_rollback_possible: z.boolean(),
      reason: z.string().optional(),
      age_seconds: z.number().int().describe('Since the target was replaced'),
      instances: z.number().int().describe('At most so many would be replaced'),
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
