import type { Configuration } from '#configuration/configuration';
import { isBuiltIn } from '#configuration/tool-servers';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { serveOnStdio } from '#mcp/serve-stdio';
import { pino } from 'pino';
import { openProcessAudit } from '#records/audit-log';
import { openHome } from '#records/home';
import { createMasker } from '#records/masking/create-masker';
import { openRecords } from '#records/open-records';
import { openAdapterParts } from './adapter-parts.ts';
import { openBuiltInServer } from './tool-servers.ts';

/**
 * Serves one configured tool server on this process' standard input and output until its client leaves.
 * @throws Error that says how to configure it if it is not configured
 */
export async function serveToolServer(name: string, configuration: Configuration, homeFolder: string): Promise<void> {
  const entry = configuration.toolServers[name];
  if (!entry || !isBuiltIn(entry)) throw new Error(notConfigured(name));
  const logger = pino({ name, level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const home = await openHome(homeFolder);
  const records = await openRecords(home, logger);
  const audit = await openProcessAudit(home, `mcp-${name}`, {
    headsFolder: configuration.audit.heads,
    onProblem: (error) => logger.error({ err: error }, 'a checkpoint of the audit log is late'),
  });
  const masker = createMasker(configuration.masking);
  const secrets = resolveSecrets({ toolServers: { [name]: entry } }, process.env, masker);
  const parts = openAdapterParts({ secrets, reportedChanges: records.changes });
  const server = openBuiltInServer(name, configuration, { audit, masker, parts });
  if (!server) throw new Error(notConfigured(name));
  const served = serveOnStdio(server);
  await served.closed;
  await served.close();
  await parts.close();
  await audit.close();
}

function notConfigured(name: string): string {
  return `The built-in tool server "${name}" is not configured. Add toolServers.${name}.environments, with an adapter for each environment.`;
}
