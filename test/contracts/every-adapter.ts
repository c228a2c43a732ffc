import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefinedServer } from '#mcp/kit/define-server';

/** What an adapter that a server lists is without. Sentences for who added it. */
export function adaptersWithoutSuite(
  servers: readonly Pick<DefinedServer, 'name' | 'adapters'>[],
  root: string,
): string[] {
  return servers.flatMap(({ name: server, adapters }) =>
    adapters.flatMap(({ name: adapter }) => {
      const path = `test/mcp/servers/${server}/adapters/${adapter}.test.ts`;
      const call = `describe${server.charAt(0).toUpperCase()}${server.slice(1)}(`;
      const file = join(root, path);
      if (existsSync(file) && readFileSync(file, 'utf8').includes(call)) return [];
      return [`The adapter ${adapter} of ${server} has no suite: call ${call}...) in ${path}.`];
    }),
  );
}
