import { z } from 'zod';
import { declareWriteTool } from '../../../kit/declare-write-tool.ts';
import { PodArgument } from '../pod.ts';

export const restartPod = declareWriteTool({
  name: 'restart_pod',
  title: 'Start one pod again',
  description:
    'Ends one pod, so that another takes its place. On Kubernetes it is an eviction, which a disruption budget can refuse; ' +
    'of a pod that a Job owns it is destructive.',
  risk: 'reversible',
  parameters: z.strictObject({ pod: PodArgument }),
});
