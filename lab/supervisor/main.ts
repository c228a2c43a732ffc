// The lab's supervisor: keeps the services' processes in their desired state and serves the HTTP API.
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { endWithOwner } from '#processes/end-with-owner';
import { serviceNamed } from '../services/index.ts';
import { reloadPrometheus, writeExtraRule } from './extra-rule.ts';
import { supervisorServer } from './routes.ts';
import { LabSystem } from './system.ts';

endWithOwner();

const Options = z.object({
  port: z.coerce.number().int().min(1).max(65_535),
  services: z.string().transform((text) => text.split(',')),
  environment: z.string().min(1),
  logs: z.string().min(1),
  targets: z.string().min(1),
  'extra-rule': z.string().min(1),
  prometheus: z.url(),
});
const names = Object.keys(Options.shape);
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
const options = Options.parse(values);

const log = pino(pino.destination({ dest: join(options.logs, 'supervisor.jsonl'), mkdir: true }));
const system = new LabSystem({
  services: options.services.map(serviceNamed),
  environment: options.environment,
  supervisorUrl: () => `http://127.0.0.1:${options.port}`,
  logFolder: options.logs,
  targetsFile: options.targets,
  setExtraRule: async (rule) => {
    writeExtraRule(options['extra-rule'], rule);
    await reloadPrometheus(options.prometheus);
  },
  log,
});

const server = supervisorServer(system, log);
server.listen({ host: '127.0.0.1', port: options.port });
await once(server, 'listening');

process.on('SIGTERM', () => {
  server.close();
  system.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

await system.start();
process.stdout.write('ready\n');
