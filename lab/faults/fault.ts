import type { Cause } from '#core/analysis/cause';
import type { Behaviour } from '../behaviour.ts';
import type { ServicePatch } from '../supervisor-api.ts';

/** The operations available to a fault. */
export interface SystemControls {
  /** Changes a service as an engineer or a pipeline would, with a change record. Instances follow gradually. */
  readonly change: (service: string, patch: Pick<ServicePatch, 'version' | 'configuration' | 'by' | 'summary'>) => void;
  /**
   * Makes all instances of a service misbehave, including later ones, or only one that runs now; `{}` heals them.
   */
  readonly setBehaviour: (service: string, behaviour: Behaviour, share?: 'all' | 'one') => Promise<void>;
  readonly loseInstance: (service: string) => Promise<void>;
  readonly replaceLost: (service: string) => Promise<void>;
  /** Adds an alerting rule to the running Prometheus; undefined removes it. */
  readonly setExtraRule: (rule: object | undefined) => Promise<void>;
}

/** Something that can be broken. Each other file of this folder exports one. */
export interface Fault {
  readonly name: string;
  readonly description: string;
  /** The services that it affects: a lab without them cannot have it. */
  readonly services: readonly string[];
  /** What an investigation should find. Absent for decoys, which change something and break nothing. */
  readonly truth?: { readonly service: string; readonly cause: Cause };
  readonly inject: (controls: SystemControls) => Promise<void>;
  readonly heal: (controls: SystemControls) => Promise<void>;
}
