import type { RuleHit, Verdict } from '../actions/verdict.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { JudgedAction, PolicyFacts } from './facts.ts';
import { judgeApprovals } from './judge-approvals.ts';
import { judgeNames } from './judge-names.ts';
import { judgeBreaker, judgeErrorBudget, judgeLock, judgePace } from './judge-past.ts';
import { judgeCeilings, judgeLimits } from './judge-reach.ts';
import { judgeForbids, judgeFreezes } from './judge-rules.ts';
import { judgeSwitches } from './judge-switches.ts';
import type { Judging, Refusals } from './judging.ts';

interface Stage {
  readonly judge: (judging: Judging) => Refusals;
  /** What holds up an action would hold up what takes it back, too, and leave the harm. */
  readonly holdsForUndo: boolean;
}

/** After the names and before the approvals, in this order. The first one that refuses has the word. */
const stages: readonly Stage[] = [
  { judge: judgeSwitches, holdsForUndo: true },
  { judge: judgeCeilings, holdsForUndo: true },
  { judge: judgeForbids, holdsForUndo: true },
  { judge: judgeFreezes, holdsForUndo: false },
  { judge: judgeBreaker, holdsForUndo: false },
  { judge: judgeLock, holdsForUndo: true },
  { judge: judgePace, holdsForUndo: false },
  { judge: judgeLimits, holdsForUndo: true },
  { judge: judgeErrorBudget, holdsForUndo: false },
];

/**
 * What policy says of an action: by what the executor has found out, and by nothing that the proposer says of it. Total:
 * whatever it cannot judge it denies. The facts' past must not count the action itself.
 */
export function evaluatePolicy(policy: CompiledPolicy, action: JudgedAction, facts: PolicyFacts): Verdict {
  try {
    return judge(policy, action, facts);
  } catch (error) {
    const reason = `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'deny', policySha256: policy.sha256, rules: [{ rule: 'error', reason }] };
  }
}

function judge(policy: CompiledPolicy, action: JudgedAction, facts: PolicyFacts): Verdict {
  const named = judgeNames(policy, action, facts);
  switch (named.kind) {
    case 'refused':
      return denied(policy, named.hits) ?? unjudged(policy);
    case 'read': {
      const rules = [{ rule: 'default.read', reason: 'reading changes nothing' }];
      return { kind: 'automatic', policySha256: policy.sha256, rules, notified: false };
    }
    case 'write': {
      const { judging } = named;
      for (const stage of stages) {
        if (action.part === 'undo' && !stage.holdsForUndo) continue;
        const verdict = denied(policy, stage.judge(judging));
        if (verdict) return verdict;
      }
      return judgeApprovals(judging);
    }
    default:
      return named satisfies never;
  }
}

function denied({ sha256 }: CompiledPolicy, [first, ...others]: Refusals): Verdict | undefined {
  const rules: readonly [RuleHit, ...RuleHit[]] | undefined = first && [first, ...others];
  return rules && { kind: 'deny', policySha256: sha256, rules };
}

function unjudged({ sha256 }: CompiledPolicy): Verdict {
  return { kind: 'deny', policySha256: sha256, rules: [{ rule: 'error', reason: 'its names could not be judged' }] };
}
