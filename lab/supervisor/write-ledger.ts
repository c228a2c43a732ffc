import { z } from 'zod';

const keptWrites = 10_000;

/** The writer's name for a write: the SHA-256 of the approved action, or that and `:undo`. */
export const LedgerMark = z
  .string()
  .regex(/^[0-9a-f]{64}(:undo)?$/, 'an action is marked with 64 hexadecimal digits, and ":undo" for its undo');

/** One write that took effect. `end_instance`: the instance was drained, so that another replaces it. */
export const WriteRecord = z.object({
  at: z.string(),
  service: z.string(),
  kind: z.enum(['release', 'rollout', 'configuration', 'end_instance']),
  action: LedgerMark.optional(),
  /** The revision that it created; absent if the desired state did not change. */
  revision: z.number().int().optional(),
  instance: z.string().optional(),
});
export type WriteRecord = z.infer<typeof WriteRecord>;

/** Oldest first. Not complete if the oldest were discarded. */
export const WriteList = z.object({ writes: z.array(WriteRecord), complete: z.boolean() });
export type WriteList = z.infer<typeof WriteList>;

export interface WriteLedger {
  add(write: WriteRecord): void;
  /** Optionally of one service or with one mark. */
  list(filter: { readonly service?: string; readonly action?: string }): WriteList;
}

/** Records effects where they happen: refused requests and dry runs are not in it. */
export function createWriteLedger(): WriteLedger {
  const writes: WriteRecord[] = [];
  let complete = true;
  return {
    add(write) {
      writes.push(write);
      if (writes.length <= keptWrites) return;
      writes.shift();
      complete = false;
    },
    list: ({ service, action }) => ({
      writes: writes.filter(
        (write) =>
          (service === undefined || write.service === service) && (action === undefined || write.action === action),
      ),
      complete,
    }),
  };
}
