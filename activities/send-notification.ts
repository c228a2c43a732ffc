import { Context } from '@temporalio/activity';
import { FailureType } from '#core/ids/failure-type';
import type { SendingEnd, NotificationRecord, OutgoingMessage } from '#core/runs/notification';
import type { NotificationRequest } from '#core/runs/run';
import { chooseDestinations, type NotifiedOwners } from './choose-destinations.ts';
import { passing, permanent } from './failures.ts';
import { withHeartbeats } from './heartbeats.ts';
import { cut } from '#core/text/cut';

interface Notifier {
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendingEnd>;
}

export interface NotificationPorts extends NotifiedOwners {
  /** By configured name. */
  readonly destinations: ReadonlyMap<string, Notifier>;
  /** Without what a reader would not see, which could hide a secret from the mask. */
  readonly sanitise: (text: string) => string;
  /** The messages that were sent, by key. */
  readonly marks: {
    has(key: string): Promise<boolean>;
    put(key: string): Promise<void>;
  };
  /** Durable when it resolves; a message whose sending is not recorded is not sent. */
  readonly recordNotification: (record: NotificationRecord) => Promise<void>;
  /** Where people read more about a run. */
  readonly linkOf: (runId: string) => string | undefined;
}

export interface NotificationDependencies {
  readonly mask: <T>(value: T) => T;
  /** SHA-256 (hex) of canonical JSON. */
  readonly digest: (value: unknown) => string;
  readonly notifications: NotificationPorts;
}

type Told =
  | { readonly kind: 'told'; readonly destination: string }
  | { readonly kind: 'told_before'; readonly destination: string }
  | (Extract<SendingEnd, { kind: 'refused' }> & { readonly destination: string });

const maximumTextCharacters = 4_000;
const maximumSummaryCharacters = 1_000;

/**
 * Notifies a destination, or all those of a service's owner, once per step, however often it is retried.
 *
 * A message is marked after it was sent. If the process dies in between, the next attempt sends it again with the same key: a
 * duplicate is better than a lost message, and receivers recognise it by the key.
 */
export function createSendNotification({ mask, digest, notifications }: NotificationDependencies) {
  const { destinations, marks, recordNotification } = notifications;
  const clean = (text: string) => mask(notifications.sanitise(text));
  const line = (text: string) => cut(clean(text), maximumSummaryCharacters);

  return async function sendNotification(request: NotificationRequest): Promise<{ readonly summary: string }> {
    const choice = chooseDestinations(request, [...destinations.keys()], notifications);
    if (choice.kind === 'none') throw permanent(FailureType.notificationRefused, line(choice.reason));
    const text = cut(clean(request.text).trim(), maximumTextCharacters);
    if (text === '')
      throw permanent(FailureType.notificationRefused, 'The message is empty; no destination was notified.');
    const { runId, incidentId, path } = request;
    // Of the first attempt: a message that is sent again is the same, byte for byte.
    const at = new Date(Context.current().info.scheduledTimestampMs).toISOString();

    async function tell(destination: string, notifier: Notifier, signal: AbortSignal): Promise<Told> {
      const key = digest({ runId, path, destination });
      const record = { key, runId, incidentId, path, destination };
      if (await marks.has(key)) {
        await recordNotification({ ...record, outcome: 'sent_before' });
        return { kind: 'told_before', destination };
      }
      await recordNotification({ ...record, outcome: 'sending', text });
      const message = { key, runId, incidentId, text, link: notifications.linkOf(runId), at };
      const delivery = await notifier.send(message, signal);
      const detail = line(delivery.kind === 'sent' ? delivery.detail : delivery.reason);
      if (delivery.kind === 'refused') {
        await recordNotification({ ...record, outcome: 'refused', detail });
        return { ...delivery, reason: detail, destination };
      }
      await marks.put(key);
      await recordNotification({ ...record, outcome: 'sent', detail });
      return { kind: 'told', destination };
    }

    const chosen = [...destinations].filter(([name]) => choice.names.includes(name));
    const ends = await withHeartbeats((signal) =>
      Promise.allSettled(chosen.map(([name, notifier]) => tell(name, notifier, signal))).then((settled) => {
        signal.throwIfAborted();
        return settled;
      }),
    );
    const unrecorded = ends.find((end) => end.status === 'rejected');
    if (unrecorded) {
      const reason = line(unrecorded.reason instanceof Error ? unrecorded.reason.message : String(unrecorded.reason));
      throw passing(FailureType.notificationFailed, `The message was sent, but that could not be recorded: ${reason}`);
    }
    return { summary: summaryOf(ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))) };
  };
}

/** @throws ApplicationFailure where no destination was notified; one of several is enough */
function summaryOf(ends: readonly Told[]): string {
  const named = (kind: Told['kind']) => ends.filter((end) => end.kind === kind).map(({ destination }) => destination);
  const told = named('told');
  const before = named('told_before');
  const refusals = ends.filter((end) => end.kind === 'refused');
  const refused = refusals.map(({ destination, reason }) => `${destination} (${reason})`).join('; ');
  if (told.length + before.length === 0) {
    const message = cut(`No destination was notified: ${refused}.`, maximumSummaryCharacters);
    const again = refusals.filter(({ retryable }) => retryable);
    if (again.length === 0) throw permanent(FailureType.notificationRefused, message);
    const pauses = again.flatMap(({ retryAfterMilliseconds = 0 }) => retryAfterMilliseconds || []);
    throw passing(FailureType.notificationFailed, message, pauses.length > 0 ? Math.min(...pauses) : undefined);
  }
  const parts = [
    ...(told.length > 0 ? [`notified ${told.join(', ')}`] : []),
    ...(before.length > 0 ? [`notified before: ${before.join(', ')}`] : []),
    ...(refusals.length > 0 ? [`not notified: ${refused}`] : []),
  ];
  return cut(parts.join('; '), maximumSummaryCharacters);
}
