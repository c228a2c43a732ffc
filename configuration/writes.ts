import type { Environment } from '#core/ids/environment';
import { httpOrigin } from '#core/text/loopback';
import type { Configuration } from './configuration.ts';

/** Our tool servers that can change something, given a credential for it. */
export const writingServers = ['deployments', 'infrastructure'] as const;
export type WritingServer = (typeof writingServers)[number];

/** The back ends of a tool server that can be written to, by environment. */
export function writableBackEnds({ toolServers }: Configuration, server: WritingServer) {
  const entry = toolServers[server];
  if (!entry || !('adapter' in entry) || entry.adapter !== 'lab') return {};
  return Object.fromEntries(
    Object.entries(entry.environments).flatMap(([environment, { writes, ...backEnd }]) =>
      writes ? [[environment, { ...backEnd, bearer: writes.bearer ?? backEnd.bearer }]] : [],
    ),
  );
}

/** The environments in which anything can be changed. */
export function writableEnvironments(configuration: Configuration): readonly Environment[] {
  const environments = writingServers.flatMap((server) => Object.keys(writableBackEnds(configuration, server)));
  return [...new Set(environments)].sort();
}

/** Whether anything can be changed at all: then there are an executor and an approvals service. */
export function hasWrites(configuration: Configuration): boolean {
  return writableEnvironments(configuration).length > 0;
}

/** Where people reach the approvals service, without a slash at its end; undefined where nothing can be written, and there is none. */
export function approvalsUrl(configuration: Configuration): string | undefined {
  const { publicUrl, host, port } = configuration.approvals;
  return hasWrites(configuration) ? (publicUrl ?? httpOrigin(host, port)).replace(/\/+$/, '') : undefined;
}

/** The tool servers without the credentials that change something. */
export function readingToolServers({ toolServers }: Configuration): Configuration['toolServers'] {
  const { deployments, infrastructure } = toolServers;
  const stripped = {
    ...(deployments && { deployments: reading(deployments) }),
    ...(infrastructure && { infrastructure: reading(infrastructure) }),
  };
  // The type of a catch-all holds for names that are not ours; a spread forgets which those are.
  return Object.assign({ ...toolServers }, stripped);
}

function reading<Entry extends NonNullable<Configuration['toolServers'][WritingServer]>>(entry: Entry): Entry {
  if (!('adapter' in entry) || entry.adapter !== 'lab') return entry;
  const environments = Object.entries(entry.environments).map(([name, { writes: _, ...backEnd }]) => [name, backEnd]);
  return { ...entry, environments: Object.fromEntries(environments) as typeof entry.environments };
}
