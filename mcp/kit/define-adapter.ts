import type { z } from 'zod';
import type { HttpTargetSettings } from '#settings/http-target';
import type { ConfiguredSecret, SecretReference } from '#settings/secret';
import type { HttpClient } from '#http-client/create-http-client';
import type { ReportedChanges } from './ports.ts';

/** What opening a back end needs beside its settings. */
export interface AdapterParts {
  /** Opens a secret that the settings refer to. */
  readonly secrets: { of(reference: SecretReference): ConfiguredSecret };
  /** A client for the place that settings made with `httpTarget` name. What asks the same place shares one. */
  openClient(settings: HttpTargetSettings): HttpClient;
  readonly reportedChanges: ReportedChanges;
}

/** What an adapter was seen to work on. `recorded`: exchanges of the documented interface, named in its test. */
export interface TestedOn {
  readonly how: 'real' | 'compatible' | 'recorded';
  readonly system: string;
}

export interface AdapterDefinition<Settings extends z.ZodObject, BackEnd, Writes, Capability extends string> {
  /** In `holdfast.yaml`: `adapter: prometheus`. */
  readonly name: string;
  /** One line of the reference page. */
  readonly title: string;
  /** Of one back end, as it stands in `holdfast.yaml` beside `adapter` and `name`. Strict. */
  readonly settings: Settings;
  /** YAML of one back end with its settings, comments explain them: of the example configuration and the reference. */
  readonly example: string;
  /** What of its port's optional abilities it has; the port documents each. */
  readonly capabilities: readonly Capability[];
  readonly testedOn: readonly TestedOn[];
  /** It reaches a system that is there to be broken: people may decide on its writes with a development identity. */
  readonly forDevelopment?: true;
  /** It answers from the changes that CI reports: nothing, while the gateway takes none. */
  readonly needsReports?: true;
  /** Opens nothing before the first call: a back end that is down costs its own answers only. */
  open(settings: z.output<Settings>, parts: AdapterParts): BackEnd;
  /** The write side. Its `auth`, where `writes.auth` gives one, is the executor's alone. */
  openWrites?(settings: z.output<Settings>, parts: AdapterParts): Writes;
}

/** An adapter as its server holds it. Made by `defineAdapter` only. */
export interface DefinedAdapter<BackEnd, Writes = never> extends Omit<
  AdapterDefinition<z.ZodObject, BackEnd, Writes, string>,
  'open' | 'openWrites'
> {
  /** @param settings as the configuration parsed them with `settings` */
  open(settings: object, parts: AdapterParts): BackEnd;
  readonly openWrites?: (settings: object, parts: AdapterParts) => Writes;
}

export function defineAdapter<Settings extends z.ZodObject, BackEnd, Writes = never, Capability extends string = never>(
  definition: AdapterDefinition<Settings, BackEnd, Writes, Capability>,
): DefinedAdapter<BackEnd, Writes> {
  // The settings are parsed with this very schema when the configuration is read; here their type comes back.
  return definition as unknown as DefinedAdapter<BackEnd, Writes>;
}
