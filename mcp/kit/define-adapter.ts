import type { z } from 'zod';
import type { HttpTargetSettings } from '#settings/http-target';
import type { ConfiguredSecret, SecretReference } from '#settings/secret';
import type { HttpClient } from '#http-client/create-http-client';
import type { ReportedChanges } from './ports.ts';

/** What opening a back end needs in addition to its settings. */
export interface AdapterParts {
  /** Opens a secret that the settings refer to. */
  readonly secrets: { of(reference: SecretReference): ConfiguredSecret };
  /** A client for settings made with `httpTarget`. Back ends with the same target share one. */
  openClient(settings: HttpTargetSettings): HttpClient;
  readonly reportedChanges: ReportedChanges;
}

/** A system that an adapter was tested on. `recorded`: exchanges of the documented interface, named in its test. */
export interface TestedOn {
  readonly how: 'real' | 'compatible' | 'recorded';
  readonly system: string;
}

export interface AdapterDefinition<Settings extends z.ZodObject, BackEnd, Writes, Capability extends string> {
  /** In `holdfast.yaml`: `adapter: prometheus`. */
  readonly name: string;
  /** One line of the reference page. */
  readonly title: string;
  /** The settings of one back end in `holdfast.yaml`, in addition to `adapter` and `name`. Strict. */
  readonly settings: Settings;
  /** YAML of one back end with commented settings, for the example configuration and the reference. */
  readonly example: string;
  /** The optional abilities of its port that it has; the port documents each. */
  readonly capabilities: readonly Capability[];
  readonly testedOn: readonly TestedOn[];
  /** It reaches a system for experiments: people may decide on its writes with a development identity. */
  readonly forDevelopment?: true;
  /** It answers from the changes that CI reports: nothing, while the gateway takes none. */
  readonly needsReports?: true;
  /** Connects at the first call, not before, so that a back end that is down costs only its own answers. */
  open(settings: z.output<Settings>, parts: AdapterParts): BackEnd;
  /** The write side. Its `auth`, if `writes.auth` sets one, is available to the executor only. */
  openWrites?(settings: z.output<Settings>, parts: AdapterParts): Writes;
}

/** An adapter in the list of its server. Only `defineAdapter` makes one. */
export interface DefinedAdapter<BackEnd, Writes = never> extends Omit<
  AdapterDefinition<z.ZodObject, BackEnd, Writes, string>,
  'open' | 'openWrites'
> {
  /** @param settings parsed with `settings` by the configuration */
  open(settings: object, parts: AdapterParts): BackEnd;
  readonly openWrites?: (settings: object, parts: AdapterParts) => Writes;
}

export function defineAdapter<Settings extends z.ZodObject, BackEnd, Writes = never, Capability extends string = never>(
  definition: AdapterDefinition<Settings, BackEnd, Writes, Capability>,
): DefinedAdapter<BackEnd, Writes> {
  // The settings are parsed with this schema when the configuration is read, so the cast restores their type.
  return definition as unknown as DefinedAdapter<BackEnd, Writes>;
}
