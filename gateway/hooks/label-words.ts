import { Severity } from '#core/alerts/alert';

// What labels say, in our words. Labels are free text of whoever wrote the rule.

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: Severity.critical,
  crit: Severity.critical,
  page: Severity.critical,
  emergency: Severity.critical,
  fatal: Severity.critical,
  p1: Severity.critical,
  sev1: Severity.critical,
  info: Severity.info,
  informational: Severity.info,
  information: Severity.info,
  notice: Severity.info,
  none: Severity.info,
};

/** Unknown words and none are a warning: neither woken for nor lost. */
export function severityOf(label: string | undefined): Severity {
  const word = label?.trim().toLowerCase() ?? '';
  return (Object.hasOwn(SEVERITIES, word) ? SEVERITIES[word] : undefined) ?? Severity.warning;
}

/** The labels in which exporters name the service; believed only where they name one of the catalogue. */
const SERVICE_LABELS = ['service', 'app', 'app_kubernetes_io_name', 'job', 'deployment', 'container'] as const;
const SERVICE_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;

/** The service that labels tell: the configured label's, else one of the catalogue that a usual label names. */
export function serviceOf(
  labels: Readonly<Record<string, string>>,
  serviceLabel: string,
  catalogue: readonly string[],
): string | undefined {
  const told = labels[serviceLabel]?.trim() ?? '';
  if (SERVICE_NAME.test(told)) return catalogue.find((name) => name === told.toLowerCase()) ?? told;
  const named = SERVICE_LABELS.map((label) => labels[label]?.trim().toLowerCase());
  return named.find((value) => value !== undefined && catalogue.includes(value));
}

const ENVIRONMENT_NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** The environment that all alerts tell alike. Anything else is none: an environment is never implied. */
export function labelledEnvironment(
  alerts: readonly { readonly labels: Readonly<Record<string, string>> }[],
  environmentLabel: string,
): string | undefined {
  const told = new Set(alerts.map(({ labels }) => labels[environmentLabel]?.trim().toLowerCase() ?? ''));
  const [only = ''] = told;
  return told.size === 1 && ENVIRONMENT_NAME.test(only) ? only : undefined;
}
