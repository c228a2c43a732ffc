import type { RunFacts } from './run-facts.ts';
import { evaluate } from './expressions/evaluate.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { Scope } from './expressions/expression.ts';
import type { CompiledRunbook, Match } from './runbook-ir.ts';

export interface AlertToMatch {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly service?: string;
}

/** Alert name with labels beats alert name, beats service or labels, beats the default. */
export type MatchRank = 0 | 1 | 2 | 3;

export type MatchVerdict =
  | { readonly verdict: 'fits'; readonly rank: MatchRank; readonly because: string }
  | { readonly verdict: 'does_not_fit'; readonly rank?: undefined; readonly because: string };

export type MatchExplanation = MatchVerdict & { readonly name: string };

const reasons = [
  'the default',
  'it is for this service',
  'it is for this alert',
  'it is for this alert with these labels',
] as const;

const no = (because: string): MatchVerdict => ({ verdict: 'does_not_fit', because });

/** Whether a candidate is for an alert, by its alerts, labels and services. `when` is not looked at. */
function judge({ alerts, labels, services }: Match, alert: AlertToMatch): MatchVerdict {
  if (alerts.length > 0 && !alerts.includes(alert.name))
    return no(`it is for ${alerts.join(', ')}, not for ${alert.name}`);
  if (services.length > 0 && (alert.service === undefined || !services.includes(alert.service))) {
    return no(`it is for ${services.join(', ')}, not for ${alert.service ?? 'an unknown service'}`);
  }
  for (const [name, value] of Object.entries(labels)) {
    const given = Object.hasOwn(alert.labels, name) ? alert.labels[name] : undefined;
    if (given === value) continue;
    return no(
      given === undefined ? `the alert has no label ${name}` : `it is for ${name}=${value}, not for ${name}=${given}`,
    );
  }
  const hasLabels = Object.keys(labels).length > 0;
  const rank = alerts.length > 0 ? (hasLabels ? 3 : 2) : services.length > 0 || hasLabels ? 1 : 0;
  return {
    verdict: 'fits',
    rank,
    because: rank === 1 && services.length === 0 ? 'it is for these labels' : reasons[rank],
  };
}

/** Whether each candidate is for an alert, at which rank, and why (not); in the order of the candidates. */
export function matchAll(
  candidates: readonly { readonly name: string; readonly match: Match }[],
  alert: AlertToMatch,
): readonly MatchExplanation[] {
  return candidates.map(({ name, match }) => ({ name, ...judge(match, alert) }));
}

export type RunbookChoice = (
  | { readonly kind: 'one'; readonly runbook: CompiledRunbook; readonly because: string }
  /** None is better founded than the others: a person chooses. */
  | { readonly kind: 'tie'; readonly runbooks: readonly CompiledRunbook[]; readonly because: string }
  | { readonly kind: 'none' }
) & {
  /** Of every runbook, by name. */
  readonly explanations: readonly MatchExplanation[];
};

/** Which runbook is for an incident, by the best rank; what has no `match` is run by name only. */
export function matchRunbooks(runbooks: readonly CompiledRunbook[], facts: RunFacts): RunbookChoice {
  const scope = scopeOf(facts);
  const judged = runbooks
    .map((runbook) => ({ runbook, explanation: { name: runbook.name, ...judgeRunbook(runbook, facts, scope) } }))
    .sort((a, b) => (a.runbook.name < b.runbook.name ? -1 : 1));
  const explanations = judged.map(({ explanation }) => explanation);
  const best = Math.max(-1, ...explanations.map(({ rank }) => rank ?? -1));
  const fitting = judged.filter(({ explanation }) => explanation.rank === best);
  const [first, second] = fitting;
  if (!first) return { kind: 'none', explanations };
  const { because } = first.explanation;
  if (!second) return { kind: 'one', runbook: first.runbook, because, explanations };
  const names = fitting.map(({ runbook }) => runbook.name).join(' and ');
  return {
    kind: 'tie',
    runbooks: fitting.map(({ runbook }) => runbook),
    because: `${names} fit equally well: ${because}`,
    explanations,
  };
}

function judgeRunbook({ match }: CompiledRunbook, { alert, incident }: RunFacts, scope: Scope): MatchVerdict {
  if (!match) return no('it has no `match`: it is run by name');
  if (!alert) return no('nothing is known of an alert');
  const verdict = judge(match, { ...alert, service: incident?.service });
  if (verdict.verdict === 'does_not_fit' || !match.when) return verdict;
  const { cel } = match.when;
  const holds = evaluate(match.when, scope);
  if (holds.kind === 'absent') return no(`its condition cannot be judged yet: ${holds.message}`);
  if (holds.kind === 'error') return no(`its condition cannot be computed: ${holds.message}`);
  if (holds.value !== true) return no(`its condition does not hold: ${cel}`);
  const holding = `its condition holds: ${cel}`;
  return { ...verdict, because: verdict.rank === 0 ? holding : `${verdict.because}, and ${holding}` };
}

/** Through JSON: what is absent must not be there at all. */
function scopeOf({ incident, alert, finding }: RunFacts): Scope {
  return JSON.parse(JSON.stringify({ incident, alert, finding })) as Readonly<Record<string, JsonValue>>;
}
