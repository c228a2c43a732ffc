import type { ForbidRule, FreezeRule, PolicyLayer, RuleScope } from './compiled-policy.ts';
import { limitsIn } from './limits.ts';
import type { OwnerPolicyDocument, PolicyDocument } from './policy-document.ts';
import { freezeWindow, weeklyWindow } from './window-document.ts';

/** What one file says, in an order of its own. */
export function layerOf(document: PolicyDocument | OwnerPolicyDocument): PolicyLayer {
  const prefix = document.kind === 'OwnerPolicy' ? `${document.owner}.` : '';
  const { hours } = document.ceilings;
  const environments = Object.entries(document.environments);
  return {
    levels: Object.fromEntries(
      environments.map(([name, { reversible, destructive }]) => [name, { reversible, destructive }]),
    ),
    // The breaker stands beside the ceilings in a file because it is no ceiling; it is tightened like one.
    ceilings: limitsIn({ ...document.ceilings, breaker: document.breaker }),
    environmentCeilings: Object.fromEntries(
      environments.map(([name, { ceilings }]) => [name, limitsIn({ ...ceilings })]),
    ),
    limits: Object.fromEntries(Object.entries(document.limits).map(([tool, limits]) => [tool, limitsIn(limits)])),
    hours: hours ? [weeklyWindow(hours)] : [],
    forbids: byRule(
      document.forbid.map(({ name, reason, ...scope }): ForbidRule => ({
        rule: `forbid.${prefix}${name}`,
        reason,
        ...scopeOf(scope),
      })),
    ),
    freezes: byRule(
      document.freezes.map((freeze): FreezeRule => ({
        rule: `freeze.${prefix}${freeze.name}`,
        reason: freeze.reason,
        window: freezeWindow(freeze),
        ...scopeOf(freeze),
      })),
    ),
  };
}

function byRule<Rule extends { readonly rule: string }>(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((one, other) => (one.rule < other.rule ? -1 : 1));
}

function scopeOf({ tools, environments, services, risks }: RuleScope): RuleScope {
  const sorted = <Name extends string>(names: readonly Name[] | undefined) => names && [...new Set(names)].sort();
  return {
    tools: sorted(tools),
    environments: sorted(environments),
    services: sorted(services),
    risks: sorted(risks),
  };
}
