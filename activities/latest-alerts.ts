import type { Alert, Delivery } from '#core/alerts/alert';

/**
 * The alerts of an incident as the newest delivery of each tells them. What had resolved before the incident began is
 * not its own: Alertmanager repeats those of a group.
 */
export function latestAlerts(deliveries: readonly Delivery[], openedAt: string): readonly Alert[] {
  const latest = new Map<string, Alert>();
  for (const alert of deliveries.flatMap(({ alerts }) => alerts)) {
    const isOwn = alert.status === 'firing' || Date.parse(alert.endsAt ?? '') >= Date.parse(openedAt);
    if (isOwn || latest.has(alert.fingerprint)) latest.set(alert.fingerprint, alert);
  }
  return [...latest.values()];
}

/** The alert that checklists and runbooks are chosen by: the first that fires. */
export function leadingAlert(alerts: readonly Alert[]): Alert | undefined {
  return alerts.find(({ status }) => status === 'firing') ?? alerts[0];
}
