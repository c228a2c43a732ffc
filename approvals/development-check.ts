import type { Approvals } from '#configuration/approvals';
import type { Configuration, ToolServers } from '#configuration/configuration';
import { isLoopback } from '#core/text/loopback';

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
      const writes = entry && writesThere(entry, environment);
      if (writes !== undefined) refuse(`and the tool server "${server}" ${writes}`);
    }
  }
}

type ToolServer = NonNullable<ToolServers['metrics' | 'alerts' | 'deployments' | 'infrastructure']>;

/** What a tool server can change in an environment outside the lab; undefined where it cannot. */
function writesThere(entry: ToolServer, environment: string): string | undefined {
  // Somebody else's program: it may reach whatever it likes, in whatever environment.
  if (!('adapter' in entry)) return `is a program (${entry.command[0]}) that may write anywhere`;
  switch (entry.adapter) {
    case 'prometheus':
    case 'alertmanager':
    case 'reported':
      return undefined;
    case 'lab': {
      const backEnd = Object.hasOwn(entry.environments, environment) ? entry.environments[environment] : undefined;
      if (!backEnd || isLoopback(new URL(backEnd.url).hostname)) return undefined;
      return `writes to ${backEnd.url}, which is not on this machine`;
    }
    default:
      throw new Error(`No tool server has the adapter ${JSON.stringify(entry satisfies never)}.`);
  }
}
