import { z } from 'zod';

const keptWrites = 10_000;

/** What whoever writes calls a write of theirs: the SHA-256 of what was approved, or that and `:undo`. */
export const LedgerMark = z
  .string()
  .regex(/^[0-9a-f]{64}(:undo)?$/, 'an action is marked with 64 hexadecimal digits, and ":undo" for its undo');

/** One write that took effect. `end_instance`: the instance was told to end, so that another takes its place. */
export const WriteRecord = z.object({
  at: z.string(),
  service: z.string(),
  kind: z.enum(['release', 'rollout', 'configuration', 'end_instance']),
  action: LedgerMark.optional(),
  /** That it made; absent for what changes nothing that is wanted. */
  revision: z.number().int().optional(),
  instance: z.string().optional(),
});
export type WriteRecord = z.infer<typeof WriteRecord>;

/** Oldest first. Not complete: the oldest were given up. */
export const WriteList = z.object({ writes: z.array(WriteRecord), complete: z.boolean() });
export type WriteList = z.infer<typeof WriteList>;

export interface WriteLedger {
  add(write: WriteRecord): void;
  /** Of one service, or with one mark, or all. */
  list(filter: { readonly service?: string; readonly action?: string }): WriteList;
}

/** Counts effects where they happen: what was asked for and refused, or tried only, does not stand in it. */
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
