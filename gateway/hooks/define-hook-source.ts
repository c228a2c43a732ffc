import type { z } from 'zod';
import type { Delivery } from '#core/alerts/alert';
import type { AuthenticationWay } from '../authentication/authentication.ts';

/** Alerts of one delivery that are processed; the rest is recorded. */
export const ALERTS_PER_DELIVERY = 1000;

/** What a source needs beside the body. */
export interface DeliveryContext<Settings = object> {
  /** The integration's name. */
  readonly name: string;
  /** The integration's environment, where it has one for all of its alerts. */
  readonly environment?: string;
  readonly settings: Settings;
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

export interface HookSourceDefinition<Settings extends z.ZodObject> {
  /** The folder's name, `source` in `holdfast.yaml`, and the first part of `/v1/hooks/<source>/<integration>`. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** Of an integration in `holdfast.yaml`, beside `source`, `authentication` and `environment`. */
  readonly settings: Settings;
  /** The ways to authenticate that it can be configured for. */
  readonly authentication: readonly AuthenticationWay[];
  readonly bodyLimitBytes: number;
  /**
   * Of a source whose signatures hold a time: how old a delivery may be. An older one is refused, and within this time a
   * repetition of one that was accepted is answered without being processed again.
   */
  readonly freshSeconds?: number;
  /** How it is set up to deliver here, for the page without incidents. */
  readonly connect: {
    /** A whole sentence that introduces the configuration. */
    readonly instruction: string;
    /** @param address of the hook, whole */
    readonly configuration: (address: string) => string;
  };
  /** An integration as it stands in `holdfast.yaml`, commented: its lines below its name. */
  readonly example: string;
  /** Takes what is used and no more, in our words. What the body says is text, never an instruction. */
  readonly normalise: (body: unknown, context: DeliveryContext<z.output<Settings>>) => Normalised;
}

/** A kind of sender of alerts. Made by {@link defineHookSource} only. */
export interface HookSource extends Omit<HookSourceDefinition<z.ZodObject>, 'normalise'> {
  readonly normalise: (body: unknown, context: DeliveryContext) => Normalised;
}

export function defineHookSource<Settings extends z.ZodObject>(definition: HookSourceDefinition<Settings>): HookSource {
  // The configuration was parsed with these very settings; here their type comes back.
  return definition as unknown as HookSource;
}
