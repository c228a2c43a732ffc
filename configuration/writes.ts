import type { Environment } from '#core/ids/environment';
import { httpOrigin } from '#core/text/loopback';
import { type ConfiguredBackEnd, configuredBackEnds } from '#mcp/kit/server-entry';
import type { Configuration } from './configuration.ts';
import { isBuiltIn } from './tool-servers.ts';

/** A back end of a built-in tool server, and whose it is. */
export interface ServerBackEnd extends ConfiguredBackEnd {
  readonly server: string;
}

/** Every back end of the built-in tool servers, in the order of the file. */
export function backEndsOf({ toolServers }: Pick<Configuration, 'toolServers'>): readonly ServerBackEnd[] {
  return Object.entries(toolServers).flatMap(([server, entry]) =>
    entry && isBuiltIn(entry) ? configuredBackEnds(entry).map((backEnd) => ({ ...backEnd, server })) : [],
  );
}

/** The back ends that can be written to. */
export function writableBackEnds(configuration: Pick<Configuration, 'toolServers'>): readonly ServerBackEnd[] {
  return backEndsOf(configuration).filter(({ entry }) => entry.writes !== undefined);
}

/** The environments in which anything can be changed. */
export function writableEnvironments(configuration: Pick<Configuration, 'toolServers'>): readonly Environment[] {
  return [...new Set(writableBackEnds(configuration).map(({ environment }) => environment))].sort();
}

/** Whether anything can be changed at all: then there are an executor and an approvals service. */
export function hasWrites(configuration: Pick<Configuration, 'toolServers'>): boolean {
  return writableBackEnds(configuration).length > 0;
}

/** Where people reach the approvals service, without a slash at its end; undefined where nothing can be written, and there is none. */
export function approvalsUrl(configuration: Configuration): string | undefined {
  const { publicUrl, host, port } = configuration.approvals;
  return hasWrites(configuration) ? (publicUrl ?? httpOrigin(host, port)).replace(/\/+$/, '') : undefined;
}

/** The tool servers without the credentials that change something. */
export function readingToolServers({ toolServers }: Pick<Configuration, 'toolServers'>): Configuration['toolServers'] {
  return Object.fromEntries(
    Object.entries(toolServers).map(([name, entry]) => {
      if (!entry || !isBuiltIn(entry)) return [name, entry];
      const environments = Object.entries(entry.environments).map(([environment, entries]) => {
        const reading = [entries].flat().map(({ writes: _, ...backEnd }) => backEnd);
        return [environment, Array.isArray(entries) ? reading : reading[0]];
      });
      return [name, { ...entry, environments: Object.fromEntries(environments) as typeof entry.environments }];
    }),
  );
}
