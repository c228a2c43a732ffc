import { Risk } from '../ids/risk.ts';
import type { Requirement, RuleHit, Verdict } from '../actions/verdict.ts';
import { defaultLevels, levelWords } from './approval-level.ts';
import { entryOf } from './compiled-policy.ts';
import { asksSignIn } from './in-force.ts';
import { hit, type Judging } from './judging.ts';

/** How old the sign-in may be of somebody who decides about what cannot be taken back. */
const freshLoginSeconds = 300;

/** What an action that nothing refuses still needs. The last stage. */
export function judgeApprovals(judging: Judging): Verdict {
  const { policy, action, owner, risk, level, kind } = judging;
  const policySha256 = policy.sha256;
  const rules = [
    levelRule(judging),
    // Approved with its action: the action's own decisions have to be what the undo needs for itself.
    ...(action.part === 'undo' ? [hit('undo', 'the approvals of the action that it undoes count for it')] : []),
  ];
  const groups = entryOf(policy.owners, owner) ?? [];
  const needs = (parts: Requirement['parts']): Verdict => ({
    kind: 'approvals',
    policySha256,
    rules,
    needs: {
      parts,
      signIn: asksSignIn(policy, action.environment),
      ...(risk === Risk.destructive ? { freshLoginSeconds } : {}),
      ...(policy.breakGlass.length > 0 ? { breakGlass: policy.breakGlass } : {}),
    },
  });
  const deny = (rule: RuleHit): Verdict => ({ kind: 'deny', policySha256, rules: [rule] });
  switch (level) {
    case 'automatic':
    case 'notified':
      return { kind: 'automatic', policySha256, rules, notified: level === 'notified' || action.part === 'undo' };
    case 'one_approval':
    case 'two_approvals': {
      if (groups.length === 0) {
        return deny(hit('approvals.owner', `nobody can approve: the owner ${owner} has no groups in catalogue.owners`));
      }
      if (level === 'one_approval') return needs([{ count: 1, groups }]);
      // Two people of one group would not be two groups.
      const second = policy.second.filter((group) => !groups.includes(group));
      if (second.length === 0) {
        const reason = `nobody can give the second approval that ${risk} actions in ${kind} need: name a group in \`second\` of the policy`;
        return deny(hit('approvals.second', reason));
      }
      return needs([
        { count: 1, groups },
        { count: 1, groups: second },
      ]);
    }
    default:
      return level satisfies never;
  }
}

function levelRule({ action, kind, risk, level, layers, owner, policy }: Judging): RuleHit {
  const { environment } = action;
  const unlisted = entryOf(policy.environments, environment)
    ? ''
    : `, as which ${environment} counts, not being listed`;
  const words = `${risk} in ${kind}${unlisted}: it ${levelWords(level)}`;
  if (level === defaultLevels[kind][risk]) return hit(`default.${kind}.${risk}`, words);
  const [platform] = layers;
  const isPlatform = platform && entryOf(platform.levels, environment)?.[risk] === level;
  return hit(`${isPlatform ? 'environment' : `environment.${owner}`}.${environment}.${risk}`, words);
}
