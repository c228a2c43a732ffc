import { z } from 'zod';
import type { SeenRecord } from './verify-audit.ts';

// What the approvals service recorded of people who asked it to undo a write.

const UndoRequest = z.object({
  kind: z.literal('approval'),
  what: z.literal('undo'),
  answer: z.literal('undo'),
  /** About to be sent to the action: what was refused before is no request of it. */
  outcome: z.literal('signed'),
  at: z.string(),
  actionHash: z.string(),
  by: z.object({ issuer: z.string(), subject: z.string(), name: z.string() }),
  reason: z.string().catch(''),
});
export type UndoRequest = Readonly<z.infer<typeof UndoRequest>>;

/** Of all actions, in the order of their time. Other records are left out. */
export function undoRequests(records: Iterable<Pick<SeenRecord, 'content'>>): readonly UndoRequest[] {
  return [...records]
    .flatMap(({ content }) => UndoRequest.safeParse(content).data ?? [])
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}
