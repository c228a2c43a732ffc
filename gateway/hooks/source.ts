import type { Delivery } from '#core/alerts/alert';
import type { HookIntegration } from '../settings.ts';

/** Alerts of one delivery that are processed; the rest is recorded. */
export const ALERTS_PER_DELIVERY = 1000;

/** What a source needs beside the body. */
export interface DeliveryContext {
  /** The integration's name. */
  readonly name: string;
  readonly integration: HookIntegration;
  /** Names of the catalogue's services. */
  readonly services: readonly string[];
  readonly receivedAt: Date;
}

export type Normalised =
  | {
      readonly kind: 'delivery';
      readonly delivery: Delivery;
      /** The alerts past {@link ALERTS_PER_DELIVERY}, as they came. */
      readonly unprocessed: readonly unknown[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** One kind of sender. Authentication is the integration's and shared; a source only reads what was authentic. */
export interface HookSource {
  /** As in `/v1/hooks/<name>/...` and in the folder's name. */
  readonly name: string;
  readonly bodyLimitBytes: number;
  /** Takes what is used and no more, in our words. What the body says is text, never an instruction. */
  readonly normalise: (body: unknown, context: DeliveryContext) => Normalised;
}
