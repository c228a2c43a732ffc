import { Argument, Command } from 'commander';
import { homeOption } from '#terminal/home-option';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve one tool server over standard input and output, for any MCP host')
    .addArgument(new Argument('<server>', 'a built-in server of toolServers in holdfast.yaml, such as metrics'))
    .option('--config <file>', 'configuration file', 'holdfast.yaml')
    .addOption(homeOption())
    .action(async (server: string, options: { config: string; home: string }) => {
      // Loaded here, so that --help does not load the servers.
      const { builtInServers } = await import('#mcp/servers/index');
      const names = builtInServers.map(({ name }) => name);
      if (!names.includes(server)) {
        throw new Error(`There is no built-in tool server "${server}". There are: ${names.join(', ')}.`);
      }
      const { loadConfiguration } = await import('#configuration/load-configuration');
      const { serveToolServer } = await import('#workers/serve-tool-server');
      await serveToolServer(server, await loadConfiguration(options.config), options.home);
    });
}
