import { z } from 'zod';
import { declareWriteTool } from '../../../kit/declare-write-tool.ts';

export const rollbackDeployment = declareWriteTool({
  name: 'rollback_deployment',
  title: 'Go back to an earlier revision',
  description:
    'Rolls a service back to the version and the configuration of an earlier revision; its number of instances stays. ' +
    'Destructive when a migration lies between. plan_rollback finds the revision.',
  risk: 'reversible',
  parameters: z.strictObject({
    revision: z.number().int().min(1).describe('The revision to go back to, as plan_rollback names it'),
  }),
});
