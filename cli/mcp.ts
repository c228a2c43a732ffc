import { Argument, Command } from 'commander';
import type { BuiltInServerEntry } from '#mcp/servers/index';
import { homeOption } from './terminal/home-option.ts';

type ServerName = BuiltInServerEntry['name'];

/** Told here once more: asking the servers themselves loads them. */
const servers: Readonly<Record<ServerName, true>> = {
  alerts: true,
  deployments: true,
  infrastructure: true,
  metrics: true,
};

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve one tool server on standard input and output, for any MCP host')
    .addArgument(new Argument('<server>', 'which one').choices(Object.keys(servers)))
    .option('--config <file>', 'the configuration', 'holdfast.yaml')
    .addOption(homeOption())
    .action(async (server: ServerName, options: { config: string; home: string }) => {
      const { loadConfiguration } = await import('#configuration/load-configuration');
      const { serveToolServer } = await import('#workers/serve-tool-server');
      await serveToolServer(server, await loadConfiguration(options.config), options.home);
    });
}
