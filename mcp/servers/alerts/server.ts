import { z } from 'zod';
import { defineServer } from '../../kit/define-server.ts';
import { alertmanager } from './adapters/alertmanager/adapter.ts';
import { combineAlerts } from './combine.ts';
import { alertsTools } from './tools/index.ts';

export const alertsServer = defineServer({
  name: 'alerts',
  title: 'Active alerts, with those that are silenced or inhibited',
  locator: z.strictObject({}),
  capabilities: {},
  adapters: [alertmanager],
  combine: combineAlerts,
  tools: ({ backEnd }) => alertsTools(backEnd),
});
