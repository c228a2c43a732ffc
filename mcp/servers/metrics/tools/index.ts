import type { DefinedTool } from '../../../kit/define-tool.ts';
import type { MetricsTools } from '../context.ts';
import { compareTimePeriods } from './compare-time-periods.ts';
import { evaluateAlertRules } from './evaluate-alert-rules.ts';
import { getServiceGoldenSignals } from './get-service-golden-signals.ts';
import { getServiceMetrics } from './get-service-metrics.ts';
import { listFiringAlerts } from './list-firing-alerts.ts';
import { listMetricNames } from './list-metric-names.ts';
import { queryMetrics } from './query-metrics.ts';

/** Sorted; one file each. */
export function metricsTools(context: MetricsTools): readonly DefinedTool[] {
  return [
    compareTimePeriods(context),
    evaluateAlertRules(context),
    getServiceGoldenSignals(context),
    getServiceMetrics(context),
    listFiringAlerts(context),
    listMetricNames(context),
    queryMetrics(context),
  ];
}
