import type { Environment } from '#core/ids/environment';

// One of the built-in servers in `toolServers` of `holdfast.yaml`, as its schema leaves it.

/** One back end. Beside these keys it has the settings of its adapter. */
export interface BackEndEntry {
  readonly adapter: string;
  /** Needed where an environment has several. */
  readonly name?: string;
  /** Only where it is given can anything be changed; its credential is the executor's alone. */
  readonly writes?: { readonly auth?: object };
}

export type BackEndEntries = BackEndEntry | readonly BackEndEntry[];

export interface ServerEntry {
  readonly environments: Readonly<Record<Environment, BackEndEntries>>;
}

/** A back end of an entry, with its name and place. */
export interface ConfiguredBackEnd {
  readonly environment: Environment;
  /** The adapter's name where the entry has none. */
  readonly name: string;
  readonly adapter: string;
  readonly entry: BackEndEntry;
}

/** All back ends of a server, or those of one environment, in the order of the file. */
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
