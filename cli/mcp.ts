import { Argument, Command } from 'commander';
import { loadConfiguration } from '#configuration/load-configuration';
import { serveToolServer } from '#workers/serve-tool-server';
import { builtInServerNames } from '#mcp/servers/index';
import { homeOption } from './home-option.ts';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve one tool server on standard input and output, for any MCP host')
    .addArgument(new Argument('<server>', 'which one').choices(builtInServerNames))
    .option('--config <file>', 'the configuration', 'holdfast.yaml')
    .addOption(homeOption())
    .action(async (server: (typeof builtInServerNames)[number], options: { config: string; home: string }) => {
      await serveToolServer(server, await loadConfiguration(options.config), options.home);
    });
}
