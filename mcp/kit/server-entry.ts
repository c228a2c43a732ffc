import type { Environment } from '#core/ids/environment';

// A built-in server in `toolServers` of `holdfast.yaml`, as its schema parses it.

/** One back end. It also has the settings of its adapter. */
export interface BackEndEntry {
  readonly adapter: string;
  /** Required if an environment has several. */
  readonly name?: string;
  /** Required for any write; its credential is available to the executor only. */
  readonly writes?: { readonly auth?: object };
}

export type BackEndEntries = BackEndEntry | readonly BackEndEntry[];

export interface ServerEntry {
  readonly environments: Readonly<Record<Environment, BackEndEntries>>;
}

/** A back end of an entry, with its name and environment. */
export interface ConfiguredBackEnd {
  readonly environment: Environment;
  /** By default the adapter's name. */
  readonly name: string;
  readonly adapter: string;
  readonly entry: BackEndEntry;
}

/** All back ends of a server, or those of one environment, in file order. */
export function configuredBackEnds({ environments }: ServerEntry, of?: Environment): readonly ConfiguredBackEnd[] {
  return Object.entries(environments)
    .filter(([environment]) => of === undefined || environment === of)
    .flatMap(([environment, entries]) =>
      listOf(entries).map((entry) => ({
        environment,
        name: entry.name ?? entry.adapter,
        adapter: entry.adapter,
        entry,
      })),
    );
}

function listOf(entries: BackEndEntries): readonly BackEndEntry[] {
  return Array.isArray(entries) ? (entries as readonly BackEndEntry[]) : [entries as BackEndEntry];
}
