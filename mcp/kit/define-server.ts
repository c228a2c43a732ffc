import type { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import type { Member } from './ask-all.ts';
import type { DeclaredWriteTool } from './declare-write-tool.ts';
import type { AdapterParts, DefinedAdapter } from './define-adapter.ts';
import type { DefinedTool } from './define-tool.ts';
import type { DefinedWriteTool } from './define-write-tool.ts';
import { type Chosen, chooseBackEnds, type ServiceLocator } from './choose-back-ends.ts';
import { configuredBackEnds, type ServerEntry } from './server-entry.ts';

/** The part of a write that decides which back end carries it out. */
export interface ServicePlace {
  readonly environment: Environment;
  readonly service: string;
  /** The back end that the action names. Undefined: the catalogue decides. */
  readonly backEnd: string | undefined;
}

/** What the tools of a server are built from. */
export interface ServerContext<BackEnd, Writes, Location, Capability extends string> {
  /** The back end of an environment that the pipeline has checked. Several back ends answer as one. */
  readonly backEnd: (environment: Environment) => BackEnd;
  /** For plans and dry runs; only the gate writes. @throws ToolFailure if nothing there can be written to */
  readonly writes: (place: ServicePlace) => Member<Writes>;
  /**
   * The catalogue's location of a service, with facts filled in.
   * @throws ToolFailure NOT_FOUND that lists the known services, or says what to add to the catalogue
   */
  readonly locate: (service: string, environment: Environment) => Location;
  /** Whether any configured back end has an optional ability. A tool that nothing can answer is not offered. */
  readonly has: (capability: Capability) => boolean;
}

export interface ServerDefinition<BackEnd, Writes, Locator extends z.ZodObject, Capability extends string> {
  /** In `holdfast.yaml`: the key in `toolServers` and in services of the catalogue. */
  readonly name: string;
  /** One line of the reference page. */
  readonly title: string;
  /** How a service is located in its back ends. Strict; every server also has `backEnd`. */
  readonly locator: Locator;
  /** The key of its locator in a catalogue of `holdfast/v1`, which `config convert` renames. */
  readonly formerLocatorKey?: string;
  /** The optional abilities of its port, each with a description. An adapter names those that it has. */
  readonly capabilities: Readonly<Record<Capability, string>>;
  /** Sorted; one folder each. */
  readonly adapters: readonly DefinedAdapter<BackEnd, Writes>[];
  /** Granted unless configured otherwise. Default: `read`. */
  readonly scopes?: readonly string[];
  /** Combines several back ends of an environment into one. */
  combine(chosen: Chosen<BackEnd>, parts: AdapterParts): BackEnd;
  /** `combine` is also used for a single back end, to add to its answers. By default that one answers alone. */
  readonly combinesOne?: true;
  /** Sorted; one file each. */
  tools(context: ServerContext<BackEnd, Writes, z.output<Locator>, Capability>): readonly DefinedTool[];
  /** The write tools for actions. Sorted; one file each. */
  readonly writeTools?: (writes: (place: ServicePlace) => Writes) => readonly DefinedWriteTool[];
}

/** A configured server of `toolServers`, with the parts that its adapters need. */
export interface ConfiguredServer {
  readonly entry: ServerEntry;
  readonly locator: ServiceLocator;
  readonly parts: AdapterParts;
}

/** A built-in tool server. Only `defineServer` makes one. */
export interface DefinedServer extends Pick<
  ServerDefinition<unknown, unknown, z.ZodObject, string>,
  'name' | 'title' | 'locator' | 'formerLocatorKey' | 'capabilities' | 'scopes'
> {
  readonly adapters: readonly DefinedAdapter<unknown, unknown>[];
  /**
   * All tools that it can offer, with any adapter or with one that has only these optional abilities. They cannot be
   * called.
   */
  everything(capabilities?: readonly string[]): {
    readonly reads: readonly DefinedTool[];
    readonly writes: readonly DeclaredWriteTool[];
  };
  /** The tools that the configured back ends can answer. */
  tools(configured: ConfiguredServer): readonly DefinedTool[];
  /** The write tools for actions, with read credentials, to plan with. Only the gate may call them. */
  plannedWriteTools(configured: ConfiguredServer): readonly DefinedWriteTool[];
  /** The write tools for the gate, in the process with the credentials, for the back ends that have `writes`. */
  writeTools(configured: ConfiguredServer): readonly DefinedWriteTool[];
}

export function defineServer<BackEnd, Writes, Locator extends z.ZodObject, Capability extends string = never>(
  definition: ServerDefinition<BackEnd, Writes, Locator, Capability>,
): DefinedServer {
  const { name, title, locator, formerLocatorKey, capabilities, adapters, scopes } = definition;
  const adapterOf = (wanted: string) => adapters.find((adapter) => adapter.name === wanted)!; // the schema allows no other
  const toolsOfWrites = definition.writeTools ?? (() => []);

  const membersOf = <Opened>(
    { entry }: ConfiguredServer,
    open: (adapter: DefinedAdapter<BackEnd, Writes>, settings: ConfiguredSettings) => Opened | undefined,
  ) => {
    // Opened once, so that all calls share limits and connections.
    const opened = configuredBackEnds(entry).flatMap(({ environment, name: member, adapter, entry: settings }) => {
      const backEnd = open(adapterOf(adapter), settings);
      return backEnd === undefined ? [] : [{ environment, name: member, backEnd }];
    });
    return (environment: Environment): readonly Member<Opened>[] =>
      opened.filter((member) => member.environment === environment);
  };

  const writesOf = (configured: ConfiguredServer, which: 'all' | 'with_credential') => {
    const members = membersOf(configured, (adapter, { writes, ...settings }) => {
      if (!adapter.openWrites || (which === 'with_credential' && !writes)) return undefined;
      const { auth } = writes ?? {};
      const withOwn = which === 'with_credential' && auth !== undefined ? { ...settings, auth } : settings;
      return adapter.openWrites(withOwn, configured.parts);
    });
    return (place: ServicePlace): Member<Writes> =>
      chooseBackEnds({ server: name, locator: configured.locator, ...place }, members(place.environment)).one(place);
  };

  const writeToolsOf = (configured: ConfiguredServer, which: 'all' | 'with_credential') => {
    const writes = writesOf(configured, which);
    return toolsOfWrites((place) => writes(place).backEnd);
  };

  const capabilitiesOf = ({ entry }: ConfiguredServer) =>
    new Set<string>(configuredBackEnds(entry).flatMap(({ adapter }) => adapterOf(adapter).capabilities));

  const contextOf = (configured: ConfiguredServer): ServerContext<BackEnd, Writes, z.output<Locator>, Capability> => {
    const members = membersOf(configured, (adapter, settings) => adapter.open(settings, configured.parts));
    const combined = new Map<Environment, BackEnd>();
    const has = capabilitiesOf(configured);
    return {
      backEnd(environment) {
        const known = combined.get(environment);
        if (known !== undefined) return known;
        const all = members(environment);
        const backEnd =
          all[0] && all.length === 1 && !definition.combinesOne
            ? all[0].backEnd
            : definition.combine(
                chooseBackEnds({ server: name, locator: configured.locator, environment }, all),
                configured.parts,
              );
        combined.set(environment, backEnd);
        return backEnd;
      },
      writes: writesOf(configured, 'all'),
      locate: (service, environment) => configured.locator.settings(service, environment) as z.output<Locator>,
      has: (capability) => has.has(capability),
    };
  };

  return {
    name,
    title,
    locator,
    formerLocatorKey,
    capabilities,
    scopes,
    adapters,
    everything: (capabilities = Object.keys(definition.capabilities)) => ({
      reads: definition.tools({
        backEnd: neverCalled,
        writes: neverCalled,
        locate: neverCalled,
        has: (capability) => capabilities.includes(capability),
      }),
      writes: toolsOfWrites(neverCalled).map(({ declaration }) => declaration),
    }),
    tools: (configured) => definition.tools(contextOf(configured)),
    plannedWriteTools(configured) {
      const canWrite = configuredBackEnds(configured.entry).some(({ adapter }) => adapterOf(adapter).openWrites);
      return canWrite ? writeToolsOf(configured, 'all') : [];
    },
    writeTools: (configured) => writeToolsOf(configured, 'with_credential'),
  };
}

type ConfiguredSettings = ReturnType<typeof configuredBackEnds>[number]['entry'];

/** Tool specifications need no back end, and the tools made for them are never called. */
function neverCalled(): never {
  throw new Error('A tool of the catalogue was called: it has no back end.');
}
