import { z } from 'zod';
import { declareWriteTool } from '../../../kit/declare-write-tool.ts';

export const restartDeployment = declareWriteTool({
  name: 'restart_deployment',
  title: 'Start all pods of a service again',
  description:
    'Replaces every pod of a service by a new one with the same version and configuration, a few at a time: a new one is ' +
    'ready before an old one goes.',
  risk: 'reversible',
  parameters: z.strictObject({}),
});
