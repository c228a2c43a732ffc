import { z } from 'zod';
import { defineServer } from '../../kit/define-server.ts';
import { lab } from './adapters/lab/adapter.ts';
import { reported } from './adapters/reported/adapter.ts';
import { deploymentsCapabilities } from './back-end.ts';
import { combineDeployments } from './combine.ts';
import { deploymentsTools, deploymentsWriteTools } from './tools/index.ts';

export const deploymentsServer = defineServer({
  name: 'deployments',
  title: 'Deployments and other changes, rollout history and rollbacks',
  locator: z.strictObject({}),
  capabilities: deploymentsCapabilities,
  adapters: [lab, reported],
  combine: combineDeployments,
  combinesOne: true,
  tools: deploymentsTools,
  writeTools: deploymentsWriteTools,
});
