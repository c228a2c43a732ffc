import type { Environment } from '../ids/environment.ts';
import { instant, wholeNumber, literals, type Shaped, text } from '../json/reader.ts';
import { list, optional, shape } from '../json/shape.ts';

export const Severity = { critical: 'critical', warning: 'warning', info: 'info' } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

const worstFirst: readonly Severity[] = [Severity.critical, Severity.warning, Severity.info];

/** `info` for an empty list. */
export function worstSeverity(alerts: readonly { readonly severity: Severity }[]): Severity {
  return worstFirst.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? Severity.info;
}

/** The alert that checklists and runbooks are chosen by: the first that fires, where one does. */
export function leadingAlert<Known extends { readonly status: 'firing' | 'resolved' }>(
  alerts: readonly Known[],
): Known | undefined {
  return alerts.find(({ status }) => status === 'firing') ?? alerts[0];
}

/** One firing or resolved rule instance of an alert group, as a source delivered it (already masked). */
export interface Alert {
  /** The source's own identity of the alert, stable from firing to resolved. */
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly name: string;
  readonly severity: Severity;
  /** Absent where neither a label nor the catalogue names the service. */
  readonly service?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The expression of its rule, where the source provides it. */
  readonly expression?: string;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; only on resolved alerts. */
  readonly endsAt?: string;
}

/** What a source delivered in one request about one alert group. Stored whole; history carries its id. */
export interface Delivery {
  readonly source: string;
  readonly integration: string;
  /** For people: masked like the rest. */
  readonly groupKey: string;
  /** The first 16 hex digits of the SHA-256 of the source's own group key, unmasked: names the incident. */
  readonly groupId: string;
  /** Absent where neither the integration nor a label sets it: such an incident is read-only. */
  readonly environment?: Environment;
  /** RFC 3339, when the gateway received the request. */
  readonly receivedAt: string;
  readonly alerts: readonly Alert[];
  /** Alerts of the group that are not among `alerts`: past our limit (recorded), or left out by the source itself. */
  readonly unprocessedAlerts: number;
}

const Name = text(0, 4096);

/** An alert without labels and annotations: what workflow history carries of it. */
export const AlertNotice = shape({
  fingerprint: Name,
  status: literals('firing', 'resolved'),
  name: Name,
  severity: literals(...Object.values(Severity)),
  service: optional(Name),
  startsAt: instant,
  endsAt: optional(instant),
});
export type AlertNotice = Shaped<typeof AlertNotice>;

const DeliveryId = text(1, 200);

/** A member of an incident as its deliveries have been merged: the one truth about whether it fires. */
export const IncidentAlert = shape({
  ...AlertNotice.fields,
  /** The stored delivery that reported its present status. */
  deliveryId: DeliveryId,
  /** When the gateway received the resolution. */
  resolutionReceivedAt: optional(instant),
});
export type IncidentAlert = Shaped<typeof IncidentAlert>;

/** Of one alert group. */
export const mostAlerts = 1000;

/** The signal's body: where the delivery is stored, and what the incident must know at once. */
export const DeliveryNotice = shape({
  /** Store digest of the {@link Delivery}: `dl_<sha256>`. */
  deliveryId: DeliveryId,
  receivedAt: instant,
  alerts: list(AlertNotice, mostAlerts),
  /** As in {@link Delivery}; absent means none. */
  unprocessedAlerts: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
});
export type DeliveryNotice = Shaped<typeof DeliveryNotice>;
