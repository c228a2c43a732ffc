import type { Cause } from '#core/analysis/cause';
import type { Behaviour } from '../behaviour.ts';
import type { ServicePatch } from '../supervisor-api.ts';

/** What a fault may do to the system. */
export interface SystemControls {
  /** Changes a service as an engineer or a pipeline would: it leaves a change record. Instances follow by and by. */
  readonly change: (service: string, patch: Pick<ServicePatch, 'version' | 'configuration' | 'by' | 'summary'>) => void;
  /**
   * Makes all instances of a service, later ones too, misbehave, or only one that runs now; `{}` is healthy again.
   */
  readonly setBehaviour: (service: string, behaviour: Behaviour, share?: 'all' | 'one') => Promise<void>;
  readonly loseInstance: (service: string) => Promise<void>;
  readonly replaceLost: (service: string) => Promise<void>;
  /** Adds an alerting rule to the running Prometheus; undefined takes it away. */
  readonly setExtraRule: (rule: object | undefined) => Promise<void>;
}

/** One thing that can be broken. A member of this folder exports one. */
export interface Fault {
  readonly name: string;
  readonly description: string;
  /** The services that it touches: a lab without them cannot have it. */
  readonly services: readonly string[];
  /** What an investigation should find. Absent on decoys: they change something and break nothing. */
  readonly truth?: { readonly service: string; readonly cause: Cause };
  readonly inject: (controls: SystemControls) => Promise<void>;
  readonly heal: (controls: SystemControls) => Promise<void>;
}
