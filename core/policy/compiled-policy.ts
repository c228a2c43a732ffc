import type { ApprovalLevel, EnvironmentKind, WriteRisk } from './approval-level.ts';
import type { Limits } from './limits.ts';
import type { PolicyWindow, WeeklyWindow } from './time-window.ts';

// A policy as it is evaluated: plain data, in an order that does not depend on that of the files.

/** Of which actions a rule speaks. An absent list is all of them. */
export interface RuleScope {
  /** `infrastructure.restart_pod`. */
  readonly tools?: readonly string[];
  readonly environments?: readonly string[];
  readonly services?: readonly string[];
  readonly risks?: readonly WriteRisk[];
}

export interface ForbidRule extends RuleScope {
  /** `forbid.<name>`, of an owner `forbid.<owner>.<name>`. */
  readonly rule: string;
  readonly reason: string;
}

export interface FreezeRule extends RuleScope {
  /** `freeze.<name>`, of an owner `freeze.<owner>.<name>`. */
  readonly rule: string;
  readonly reason: string;
  readonly window: PolicyWindow;
}

/** What one file says. */
export interface PolicyLayer {
  readonly levels: Readonly<Record<string, Readonly<Partial<Record<WriteRisk, ApprovalLevel>>>>>;
  readonly ceilings: Limits;
  /** By environment, beside `ceilings`. */
  readonly environmentCeilings: Readonly<Record<string, Limits>>;
  /** By tool: `infrastructure.restart_pod`. */
  readonly limits: Readonly<Record<string, Limits>>;
  /** An action has to be inside all of them. */
  readonly hours: readonly WeeklyWindow[];
  readonly forbids: readonly ForbidRule[];
  readonly freezes: readonly FreezeRule[];
}

/** One back end of a tool server in an environment. */
export interface PolicyBackEnd {
  readonly server: string;
  readonly environment: string;
  readonly name: string;
  readonly adapter: string;
}

/** What policy has to know of the configuration. */
export interface PolicyWorld {
  /** Known ones. Another one counts as production. */
  readonly environments: Readonly<Record<string, { readonly kind: EnvironmentKind; readonly signIn: boolean }>>;
  /** Groups of the identity provider by owner. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  /** Owner by service. */
  readonly services: Readonly<Record<string, string>>;
  /** Of tool servers, for kill switches. */
  readonly backEnds: readonly PolicyBackEnd[];
}

export interface CompiledPolicy extends PolicyWorld {
  readonly version: 1;
  /** Of the canonical JSON of everything else here. */
  readonly sha256: string;
  /** Who gives the second approval of two. */
  readonly second: readonly string[];
  /** Who may decide alone in an emergency. */
  readonly breakGlass: readonly string[];
  readonly platform: PolicyLayer;
  /** By owner. */
  readonly tightened: Readonly<Record<string, PolicyLayer>>;
}

/** An entry of a record that somebody else's name is looked up in: `constructor` is a name like any other. */
export function entryOf<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
