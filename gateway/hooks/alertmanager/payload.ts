import { z } from 'zod';

const Texts = z.record(z.string(), z.string());

/** An alert of Alertmanager's webhook. Keys that are not used are let go. */
const PayloadAlert = z
  .object({
    status: z.enum(['firing', 'resolved']),
    labels: Texts,
    // Go writes a map that is not set as null.
    annotations: Texts.nullish().transform((texts) => texts ?? {}),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }).optional(),
    fingerprint: z.string().optional(),
    // Of use and not needed: whatever else stands there does not cost the alert.
    generatorURL: z.string().optional().catch(undefined),
  })
  .transform(({ startsAt, endsAt, ...alert }) => ({
    ...alert,
    startsAt: realTime(startsAt),
    endsAt: alert.status === 'resolved' ? realTime(endsAt) : undefined,
  }));
export type PayloadAlert = z.infer<typeof PayloadAlert>;

/**
 * Alertmanager's webhook, version 4 (`notify/webhook`), and that of Grafana, which says 1 and has the same form: one
 * alert group. The alerts are parsed one by one.
 */
export const Payload = z.object({
  version: z.enum(['4', '1'], { error: 'is neither "4" (Alertmanager) nor "1" (Grafana)' }),
  groupKey: z.string().min(1),
  truncatedAlerts: z.number().int().min(0).default(0),
  alerts: z.array(z.unknown()).min(1),
});

export const PayloadAlerts = z.array(PayloadAlert);

/** Go writes a time that is not set as the first day of year 1. */
function realTime(text: string | undefined): Date | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : new Date(time);
}
