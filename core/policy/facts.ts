import type { ActionPart, ActionTarget } from '../actions/action.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { Risk } from '../ids/risk.ts';
import type { PastAction } from '../actions/service-lock.ts';

/** What policy judges: what an action asks for. */
export interface JudgedAction {
  readonly part: ActionPart;
  readonly environment: string;
  readonly service: string;
  readonly server: string;
  /** By its name in the configuration. Absent: any that the server has in the environment. */
  readonly backEnd?: string;
  readonly tool: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly target: ActionTarget;
  readonly incident?: string;
}

/** A fact with the moment it was found out; older than 60 s it counts as missing. */
export interface Dated<Value> {
  readonly value: Value;
  /** RFC 3339. */
  readonly at: string;
}

export const switchScopes = ['global', 'environment', 'owner', 'service', 'adapter'] as const;

/** Which writes a kill switch stops. */
export interface SwitchScope {
  readonly kind: (typeof switchScopes)[number];
  /** Of what; empty for `global`. */
  readonly name: string;
}

/** A kill switch that is thrown. */
export interface ThrownSwitch {
  readonly scope: SwitchScope;
  readonly reason: string;
  readonly by: string;
}

/**
 * What the executor has found out by itself; nothing here comes from the proposal. Undefined is missing, and missing
 * denies where a rule needs it.
 */
export interface PolicyFacts {
  /** RFC 3339. */
  readonly now: string;
  readonly owner?: string;
  /** At worst: the tool's own word, what configuration says, and what the dry run found, the strictest of them. */
  readonly risk?: Risk;
  readonly reach?: Dated<{
    readonly instances: readonly string[];
    readonly instancesInAll: number;
    readonly instancesReady: number;
    readonly amounts: Readonly<Record<string, number>>;
  }>;
  readonly switches?: Dated<readonly ThrownSwitch[]>;
  /** Of this service in this environment, across incidents, newest last. */
  readonly past?: Dated<readonly PastAction[]>;
  /** Another action holds the lock. */
  readonly lockedBy?: Dated<string | undefined>;
  /** The share of the error budget that is left, 0 to 1; undefined where the service has none. */
  readonly errorBudget?: Dated<number>;
}
