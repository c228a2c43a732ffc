import type { RuleWitness } from './finding.ts';
import { distinct } from './order.ts';

const literals = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;

/** The known services that rules are about: by a label of what they measure, or by a literal in their expression. */
export function subjectOfRules(rules: readonly RuleWitness[], known: readonly string[]): readonly string[] {
  const named = (texts: readonly string[]) => known.filter((service) => texts.includes(service));
  const byLabel = named(rules.flatMap(({ labels }) => Object.values(labels)));
  if (byLabel.length > 0) return distinct(byLabel);
  const texts = rules.flatMap(({ expression }) =>
    [...expression.matchAll(literals)].map(([, double, single]) => double ?? single ?? ''),
  );
  return distinct(named(texts));
}
