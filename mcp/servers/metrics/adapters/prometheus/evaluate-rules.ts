import type { AlertRule } from '#core/evidence/observations';
import type { PrometheusClient } from '../../../../backends/prometheus.ts';
import type { AlertingRule } from '../../../../backends/prometheus-answers.ts';
import { ToolFailure } from '../../../../kit/tool-failure.ts';
import type { AlertOfRule, EvaluatedRules, RulesRequest } from '../../back-end.ts';
import { round } from '../../statistics.ts';
import { ruleOf } from './alerts.ts';
import { splitRule } from './split-rule.ts';

/** More series of one rule than that show nothing to anybody. */
const maximumSeries = 20;

type RuleSeries = AlertRule['series'][number];
type Labelled = Awaited<ReturnType<PrometheusClient['queryRange']>>['series'][number];

/**
 * The rules of alerts over a window: the side of the comparison that is measured, and the times at which the whole
 * expression gave anything. The expression is the one that Prometheus holds; that of the alert itself only where it
 * holds none of that name.
 */
export async function evaluateRules(
  client: PrometheusClient,
  { alerts, ...window }: RulesRequest,
  signal: AbortSignal,
): Promise<EvaluatedRules> {
  const warnings: string[] = [];
  const held = await client.alertingRules(signal).catch((error: unknown): readonly AlertingRule[] => {
    if (!(error instanceof ToolFailure)) throw error;
    warnings.push(`The rules could not be listed: ${error.message}`);
    return [];
  });
  const asked = new Map<string, { readonly name: string; readonly expression: string; alerts: AlertOfRule[] }>();
  for (const alert of alerts) {
    const expression = ruleOf({ alertname: alert.name, ...alert.labels }, held)?.query ?? alert.expression;
    if (expression === undefined) continue;
    const key = JSON.stringify([alert.name, expression]);
    const rule = asked.get(key) ?? { name: alert.name, expression, alerts: [] };
    rule.alerts.push(alert);
    asked.set(key, rule);
  }
  const evaluated = await Promise.all(
    [...asked.values()].map(async ({ name, expression, alerts: of }) => {
      const { series, cut, told, ...rule } = await evaluate(client, expression, of, window, signal);
      warnings.push(...told);
      if (cut > 0) warnings.push(`${name} has ${series.length + cut} series; ${series.length} are kept.`);
      return { name, expression, ...rule, step_seconds: window.stepSeconds, series };
    }),
  );
  return { rules: evaluated, warnings };
}

async function evaluate(
  client: PrometheusClient,
  expression: string,
  alerts: readonly AlertOfRule[],
  { startSeconds, endSeconds, stepSeconds }: Omit<RulesRequest, 'alerts'>,
  signal: AbortSignal,
) {
  const { selectsSeries, comparison } = splitRule(expression);
  const aligned = Math.ceil(startSeconds / stepSeconds - 1e-9) * stepSeconds;
  const read = (query: string) => client.queryRange({ query, startSeconds: aligned, endSeconds, stepSeconds }, signal);
  const [threshold, measured, violating] = await Promise.all([
    comparison && constantOf(client, comparison.threshold, endSeconds, signal),
    comparison && read(comparison.measured),
    read(expression),
  ]);
  const all = violationsOf(measured?.series ?? violating.series, violating.series);
  const own = all.filter(({ labels }) => alerts.some((alert) => carries(alert, labels)));
  // Labels may be rewritten between rule and alert; then there is no telling which series are its own.
  const candidates = own.length > 0 ? own : all;
  const kept = candidates.toSorted((a, b) => b.violated_at.length - a.violated_at.length).slice(0, maximumSeries);
  return {
    ...(comparison && { measured: comparison.measured, operator: comparison.operator }),
    ...(threshold !== undefined && { threshold }),
    selects_series: selectsSeries,
    series: kept,
    cut: candidates.length - kept.length,
    told: [...new Set([...(measured?.warnings ?? []), ...violating.warnings])],
  };
}

async function constantOf(client: PrometheusClient, query: string, at: number, signal: AbortSignal) {
  const literal = Number(query);
  if (Number.isFinite(literal)) return literal;
  const { series } = await client.query(query, at, signal);
  return series[0]?.points[0]?.[1];
}

/** Each measured series with the times at which the expression gave it, and those that only the expression gives. */
function violationsOf(measured: readonly Labelled[], violating: readonly Labelled[]): readonly RuleSeries[] {
  const times = new Map(violating.map((one) => [keyOf(one), one.points.map(([at]) => at)]));
  const known = new Set(measured.map(keyOf));
  const others = violating.filter((one) => !known.has(keyOf(one)));
  return [...measured, ...others].map((one) => ({
    labels: one.labels,
    points: one.points.map(([at, value]): [number, number] => [at, round(value)]),
    violated_at: times.get(keyOf(one)) ?? [],
  }));
}

function keyOf({ labels }: Labelled): string {
  return JSON.stringify(withoutName(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function carries(alert: AlertOfRule, labels: Readonly<Record<string, string>>): boolean {
  return withoutName(labels).every(([name, value]) => alert.labels[name] === value);
}

function withoutName(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).filter(([name]) => name !== '__name__');
}
