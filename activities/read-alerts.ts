import type { Alert, Delivery, IncidentAlert } from '#core/alerts/alert';

/** What an incident says of its alerts when it asks for an investigation or a run. */
interface AlertsOfIncident {
  readonly alerts?: readonly IncidentAlert[];
  readonly deliveries: readonly string[];
  /** RFC 3339: when the incident began. */
  readonly receivedAt: string;
}

/**
 * The alerts of an incident with their labels. Whether an alert fires is the incident's to say; the stored deliveries
 * only add labels and annotations, which history does not carry. An alert whose delivery is lost comes without them.
 */
export async function readAlerts(
  { alerts, deliveries, receivedAt }: AlertsOfIncident,
  getDelivery: (id: string) => Promise<Delivery | undefined>,
): Promise<{ readonly alerts: readonly Alert[]; readonly found: readonly Delivery[] }> {
  const read = await Promise.all(deliveries.map(async (id) => [id, await getDelivery(id)] as const));
  const found = read.flatMap(([, delivery]) => delivery ?? []);
  if (!alerts) return { alerts: alertsTold(found, receivedAt), found };
  const byId = new Map(read);
  return { alerts: alerts.map((alert) => withLabels(alert, byId.get(alert.deliveryId))), found };
}

function withLabels({ deliveryId: _, resolutionReceivedAt: __, ...alert }: IncidentAlert, delivery?: Delivery): Alert {
  const told = delivery?.alerts.find(({ fingerprint }) => fingerprint === alert.fingerprint);
  const { labels = {}, annotations = {}, expression } = told ?? {};
  return { ...alert, labels, annotations, ...(expression !== undefined && { expression }) };
}

/**
 * For requests without the incident's own alerts: the newest delivery counts. What had resolved before the incident began
 * does not belong to it: Alertmanager repeats those of a group.
 */
function alertsTold(deliveries: readonly Delivery[], openedAt: string): readonly Alert[] {
  const latest = new Map<string, Alert>();
  const oldestFirst = deliveries.toSorted((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  for (const alert of oldestFirst.flatMap(({ alerts }) => alerts)) {
    const isOwn = alert.status === 'firing' || Date.parse(alert.endsAt ?? '') >= Date.parse(openedAt);
    if (isOwn || latest.has(alert.fingerprint)) latest.set(alert.fingerprint, alert);
  }
  return [...latest.values()];
}
