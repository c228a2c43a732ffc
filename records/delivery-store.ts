import { z } from 'zod';
import type { Delivery } from '#core/alerts/alert';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { ContentStore } from './content-store.ts';
import { isSha256 } from './digest.ts';

export interface DeliveryStore {
  /** Stores a masked delivery, durable when it resolves. @returns `dl_<sha256>` */
  putDelivery(delivery: Delivery): Promise<string>;
  /** @throws Error if the stored content does not have this id or is not a delivery */
  getDelivery(id: string): Promise<Delivery | undefined>;
}

// The digest proves that some writer of the store wrote these bytes; the schema shows that it was putDelivery.
const head = z.looseObject({
  source: z.string(),
  groupKey: z.string(),
  groupId: z.string(),
  receivedAt: z.string(),
  alerts: z.array(z.unknown()),
});
const StoredDelivery = z.custom<Delivery>((value) => head.safeParse(value).success);

export function createDeliveryStore(content: ContentStore): DeliveryStore {
  return {
    async putDelivery(delivery) {
      return `dl_${await content.put(canonicalJson(withoutUndefinedKeys(delivery)))}`;
    },

    async getDelivery(id) {
      const digest = id.slice('dl_'.length);
      if (!id.startsWith('dl_') || !isSha256(digest)) {
        throw new Error(`"${id.slice(0, 80)}" is not a delivery id: dl_ and 64 lower-case hex digits are expected.`);
      }
      const text = await content.get(digest);
      if (text === undefined) return undefined;
      const delivery = StoredDelivery.safeParse(JSON.parse(text));
      if (!delivery.success) throw new Error(`${id} is stored, but it is not a delivery.`);
      return delivery.data;
    },
  };
}
