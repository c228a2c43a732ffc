import type { SendingEnd, OutgoingMessage } from '#core/runs/notification';

/** One place where people are told something. */
export interface Destination {
  /**
   * Tries once. Whatever is wrong with the destination is a {@link SendingEnd}, never an exception.
   * @throws the signal's reason when it aborts
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendingEnd>;
}
