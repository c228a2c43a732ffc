import { z } from 'zod';
import { declareWriteTool } from '../../../kit/declare-write-tool.ts';

export const scaleDeployment = declareWriteTool({
  name: 'scale_deployment',
  title: 'Change how many pods a service has',
  description:
    'Sets the number of pods that are wanted of a service, 0 to 1000, as an absolute value. Policy and the back end may ' +
    'allow less.',
  risk: 'reversible',
  parameters: z.strictObject({ replicas: z.number().int().min(0).max(1_000).describe('How many there shall be') }),
});
