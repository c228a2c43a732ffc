import {
  type ApprovalLevel,
  defaultLevels,
  type EnvironmentKind,
  stricterLevel,
  type WriteRisk,
} from './approval-level.ts';
import { type CompiledPolicy, entryOf, type PolicyLayer, type RuleScope } from './compiled-policy.ts';
import { type Limits, strictest } from './limits.ts';

// What holds for one service in one environment, of all that the files say: always the strictest.

/** An environment that nobody has described is treated as the one with most to lose. */
export function kindOfEnvironment(policy: CompiledPolicy, environment: string): EnvironmentKind {
  return entryOf(policy.environments, environment)?.kind ?? 'production';
}

export function asksSignIn(policy: CompiledPolicy, environment: string): boolean {
  return entryOf(policy.environments, environment)?.signIn ?? true;
}

/** The platform's, then the owner's. */
export function layersOf(policy: CompiledPolicy, owner: string): readonly PolicyLayer[] {
  const own = entryOf(policy.tightened, owner);
  return own ? [policy.platform, own] : [policy.platform];
}

export function ceilingsInForce(layers: readonly PolicyLayer[], environment: string): Limits {
  return strictest(
    layers.flatMap(({ ceilings, environmentCeilings }) => [ceilings, entryOf(environmentCeilings, environment)]),
  );
}

/** Undefined where the platform does not let the tool write. */
export function limitsInForce(layers: readonly PolicyLayer[], tool: string): Limits | undefined {
  const [platform] = layers;
  if (!platform || !entryOf(platform.limits, tool)) return undefined;
  return strictest(layers.map(({ limits }) => entryOf(limits, tool)));
}

export function levelInForce(
  layers: readonly PolicyLayer[],
  kind: EnvironmentKind,
  environment: string,
  risk: WriteRisk,
): ApprovalLevel {
  return layers.reduce<ApprovalLevel>(
    (level, { levels }) => stricterLevel(level, entryOf(levels, environment)?.[risk] ?? level),
    defaultLevels[kind][risk],
  );
}

/** Which actions a rule is asked about. */
export interface ScopedAction {
  readonly tool: string;
  readonly environment: string;
  readonly service: string;
  /** Undefined where nobody knows it: then it might be any, and rules for any of them speak of it. */
  readonly risk: WriteRisk | undefined;
}

export function speaksOf(scope: RuleScope, { tool, environment, service, risk }: ScopedAction): boolean {
  return (
    (scope.tools?.includes(tool) ?? true) &&
    (scope.environments?.includes(environment) ?? true) &&
    (scope.services?.includes(service) ?? true) &&
    (risk === undefined || (scope.risks?.includes(risk) ?? true))
  );
}
