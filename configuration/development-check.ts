import { isLoopback } from '#core/text/loopback';
import { builtInAdapter } from '#mcp/servers/index';
import type { Approvals } from './approvals.ts';
import type { Configuration } from './configuration.ts';
import { isBuiltIn } from './tool-servers.ts';
import { backEndsOf, type ServerBackEnd } from './writes.ts';

/**
 * A development issuer lets anybody be anybody: it is for the lab. Wherever its people decide, every tool server that can
 * write has to be the lab on this machine.
 * @throws Error that names the environment and the tool server
 */
export function refuseDevelopmentIssuers(configuration: {
  readonly approvals: Pick<Approvals, 'issuers' | 'environments'>;
  readonly toolServers: Configuration['toolServers'];
}): void {
  const { issuers, environments } = configuration.approvals;
  for (const [environment, { issuer: name }] of Object.entries(environments)) {
    const issuer = name !== undefined && Object.hasOwn(issuers, name) ? issuers[name] : undefined;
    if (!issuer?.development) continue;
    const refuse = (why: string): never => {
      throw new Error(
        `In the environment "${environment}" people sign in with the development identity provider "${name}", which lets ` +
          `anybody be anybody: ${why}. Name a real one in approvals.environments.${environment}.issuer; ` +
          'a development one is for the lab on this machine only.',
      );
    };
    if (!isLoopback(new URL(issuer.issuer).hostname)) refuse(`its address ${issuer.issuer} is not on this machine`);
    for (const [server, entry] of Object.entries(configuration.toolServers)) {
      // Another's program may reach whatever it likes, in whatever environment.
      if (entry && !isBuiltIn(entry)) {
        refuse(`and the tool server "${server}" is a program (${entry.command[0]}) that may write anywhere`);
      }
    }
    for (const backEnd of backEndsOf(configuration)) {
      const where = backEnd.environment === environment ? writesOutside(backEnd) : undefined;
      if (where !== undefined) refuse(`and the tool server "${backEnd.server}" writes to ${where}`);
    }
  }
}

/** Where a back end can be changed outside a lab on this machine; undefined where it cannot. */
function writesOutside({ server, adapter: name, entry }: ServerBackEnd): string | undefined {
  const adapter = builtInAdapter(server, name);
  if (!adapter?.openWrites) return undefined;
  if (!adapter.forDevelopment) return `a back end of the adapter ${name}, which is not the lab`;
  const url = 'url' in entry && typeof entry.url === 'string' ? entry.url : undefined;
  if (url === undefined || isLoopback(new URL(url).hostname)) return undefined;
  return `${url}, which is not on this machine`;
}
