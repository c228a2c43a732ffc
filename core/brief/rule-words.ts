import type { RuleWitness } from '../analysis/finding.ts';
import { observationsOf } from '../evidence/read-observations.ts';
import type { BriefMaterial } from './brief-material.ts';
import { clock, plain, quantity } from './words.ts';

/** `0.31, threshold > 0.05`; the threshold alone or nothing where no more is known. */
export function measuredWords({ value, operator, threshold }: RuleWitness): string {
  const limit =
    operator === undefined || threshold === undefined ? [] : [`threshold ${operator} ${quantity(threshold, 'number')}`];
  return [...(value === undefined ? [] : [quantity(value, 'number')]), ...limit].join(', ');
}

/** How a rule stands, in a sentence without its name. */
export function ruleStateWords(rule: RuleWitness): string {
  const measured = measuredWords(rule);
  const numbers = measured === '' ? '' : `${measured}; `;
  switch (rule.state) {
    case 'violated': {
      const trend = rule.trend === undefined || rule.trend === 'steady' ? '' : `, ${rule.trend}`;
      return `${numbers}violated since ${rule.since === undefined ? '?' : clock(rule.since)} UTC${trend}`;
    }
    case 'not_violated':
      return `${numbers}not violated now`;
    case 'too_few_points':
      return `${numbers}too few points since the alert to judge`;
    case 'no_data':
      return `${numbers}what it measures has no data`;
    case 'measures_nothing':
      return 'it measures nothing and fires whatever happens';
    default:
      return rule.state satisfies never;
  }
}

/** What the leading alert's rule looks at, and its labels: all there is to say of a service that nobody knows. */
export function ruleAndLabels({ alerts, evidence, plan }: BriefMaterial): string | undefined {
  const leading = alerts.find(({ name }) => name === plan.facts.alertName);
  const held = evidence.flatMap(({ payload }) => {
    const { rules, alerts: firing } = observationsOf(payload);
    return [...rules, ...firing].map(({ item }) => item);
  });
  const expression =
    held.find(({ name, expression: text }) => name === leading?.name && text !== undefined)?.expression ??
    leading?.expression;
  const labels = Object.entries(leading?.labels ?? {}).filter(([name]) => name !== 'alertname');
  const parts = [expression, ...labels.slice(0, 4).map(([name, value]) => `${name}=${value}`)];
  return parts.flatMap((part) => (part ? [plain(part, 80)] : [])).join(', ') || undefined;
}
