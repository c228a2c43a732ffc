import { z } from 'zod';
import { defineServer } from '../../kit/define-server.ts';
import { lab } from './adapters/lab/adapter.ts';
import { combineInfrastructure } from './combine.ts';
import { infrastructureTools, infrastructureWriteTools } from './tools/index.ts';

export const infrastructureServer = defineServer({
  name: 'infrastructure',
  title: 'Services and pods: status, health, events, logs, resources',
  locator: z.strictObject({}),
  capabilities: {},
  adapters: [lab],
  combine: combineInfrastructure,
  tools: infrastructureTools,
  writeTools: infrastructureWriteTools,
});
