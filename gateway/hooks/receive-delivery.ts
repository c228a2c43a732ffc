import type { Delivery } from '#core/alerts/alert';
import type { IntakeAnswer } from '../intake.ts';
import { refusal } from '../intake.ts';
import type { Masker } from '#core/text/masker';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import type { GatewayDependencies } from '../settings.ts';
import { parseStrictJson } from '#web/strict-json';
import type { DeliveryContext, HookSource } from './define-hook-source.ts';

/**
 * Takes an authentic body in: parse, normalise, mask, store, start. It is durable when this resolves with 202.
 * A body that cannot be read is kept for a person to look at and answered 202: sending it again would not help.
 * @throws what the store throws
 */
export async function receiveDelivery(
  body: Buffer,
  source: HookSource,
  context: DeliveryContext,
  { documents, deliveries, masker }: Pick<GatewayDependencies, 'documents' | 'deliveries' | 'masker'>,
): Promise<IntakeAnswer> {
  const quarantine = async (text: string, reason: string) =>
    documents.quarantine(context.name, masker.mask(text), masker.mask(reason));

  const parsed = parseStrictJson(body);
  const read = parsed.kind === 'value' ? source.normalise(parsed.value, context) : undefined;
  if (parsed.kind === 'refused' || read?.kind !== 'delivery') {
    const reason = parsed.kind === 'refused' ? parsed.reason : read?.kind === 'unreadable' ? read.reason : 'unreadable';
    const digest = await quarantine(body.toString('utf8'), reason);
    return {
      httpStatus: 202,
      body: {
        status: 'quarantined',
        digest,
        message: `It could not be read and was kept for a person to look at: ${masker.mask(reason)}.`,
      },
      record: { outcome: 'quarantined', reason: masker.mask(reason) },
    };
  }

  const delivery = maskDelivery(read.delivery, masker);
  const deliveryId = await documents.putDelivery(delivery);
  if (read.unprocessed.length > 0)
    await quarantine(
      JSON.stringify(read.unprocessed),
      `${read.unprocessed.length} alerts past the limit of delivery ${deliveryId}`,
    );
  try {
    const outcome = await deliveries.deliver(delivery, deliveryId);
    return {
      httpStatus: 202,
      body: {
        status: outcome === 'delivered' ? 'accepted' : 'no_incident',
        deliveryId,
        ...(delivery.unprocessedAlerts > 0 && { unprocessedAlerts: delivery.unprocessedAlerts }),
      },
      record: {
        outcome: outcome === 'delivered' ? 'accepted' : 'no_incident',
        deliveryId,
        alerts: delivery.alerts.length + delivery.unprocessedAlerts,
      },
    };
  } catch (error) {
    // Whatever went wrong, the alert must not be lost: the sender tries again while an operator looks at the log.
    const answer =
      error instanceof TemporalUnavailable
        ? refusal(503, 'temporal_unavailable', 'Temporal does not answer; send it again.')
        : error instanceof TemporalRefused
          ? refusal(503, 'temporal_refused', 'Temporal refuses this gateway, see /readyz; send it again.')
          : refusal(503, 'not_handed_over', "It could not be handed over, see the gateway's log; send it again.");
    return { ...answer, record: { ...answer.record, deliveryId, alerts: delivery.alerts.length } };
  }
}

/** Ids and times are checked already and must stay what they are: a mask over digits would mix alerts up. */
function maskDelivery(delivery: Delivery, masker: Masker): Delivery {
  const masked = masker.mask(delivery);
  return {
    ...masked,
    source: delivery.source,
    integration: delivery.integration,
    groupId: delivery.groupId,
    receivedAt: delivery.receivedAt,
    alerts: masked.alerts.map((alert, index) => {
      const original = delivery.alerts[index] ?? alert;
      const { fingerprint, startsAt, endsAt } = original;
      return { ...alert, fingerprint, startsAt, ...(endsAt !== undefined && { endsAt }) };
    }),
  };
}
