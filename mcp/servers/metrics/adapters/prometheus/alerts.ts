import type { FiringAlert } from '#core/evidence/observations';
import type { PrometheusClient } from '../../../../backends/prometheus.ts';
import type { AlertingRule, PrometheusAlert } from '../../../../backends/prometheus-answers.ts';
import { ToolFailure } from '../../../../kit/tool-failure.ts';

/** The alerts that Prometheus itself holds, with the expressions of their rules. */
export async function readRuleAlerts(
  client: PrometheusClient,
  signal: AbortSignal,
): Promise<{ readonly alerts: readonly FiringAlert[]; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const rulesOrNone = client.alertingRules(signal).catch((error: unknown) => {
    if (!(error instanceof ToolFailure)) throw error;
    // The alerts matter more than what their rules say.
    warnings.push(`Rule expressions are missing: ${error.message}`);
    return [];
  });
  const [alerts, rules] = await Promise.all([client.alerts(signal), rulesOrNone]);
  return { alerts: alerts.map((alert) => firingAlertOf(alert, rules)), warnings };
}

function firingAlertOf(alert: PrometheusAlert, rules: readonly AlertingRule[]): FiringAlert {
  const { labels, annotations, state, activeAt } = alert;
  const value = Number(alert.value);
  return {
    name: labels.alertname ?? 'unnamed',
    state,
    service: labels.service,
    severity: labels.severity,
    labels,
    annotations,
    active_since: activeAt,
    value: Number.isFinite(value) ? value : undefined,
    expression: ruleOf(labels, rules)?.query,
  };
}

/** Several rules may share a name: the one whose own labels an alert with these labels carries. */
export function ruleOf(
  labels: Readonly<Record<string, string>>,
  rules: readonly AlertingRule[],
): AlertingRule | undefined {
  const named = rules.filter(({ name }) => name === labels['alertname']);
  const carried = named.filter((rule) =>
    // A label's value may be a template, which the alert carries filled in.
    Object.entries(rule.labels).every(([name, value]) => value.includes('{{') || labels[name] === value),
  );
  return carried.length === 1 ? carried[0] : named.length === 1 ? named[0] : undefined;
}
