import { z } from 'zod';
import type { SeenRecord } from './verify-audit.ts';

// Requests to undo a write, as the approvals service recorded them.

const UndoRequest = z.object({
  kind: z.literal('approval'),
  what: z.literal('undo'),
  answer: z.literal('undo'),
  /** About to be sent to the action; a request that was refused before that does not count. */
  outcome: z.literal('signed'),
  at: z.string(),
  actionHash: z.string(),
  by: z.object({ issuer: z.string(), subject: z.string(), name: z.string() }),
  reason: z.string().catch(''),
});
export type UndoRequest = Readonly<z.infer<typeof UndoRequest>>;

/** Of all actions, in order of time. Other records are left out. */
export function undoRequests(records: Iterable<Pick<SeenRecord, 'content'>>): readonly UndoRequest[] {
  return [...records]
    .flatMap(({ content }) => UndoRequest.safeParse(content).data ?? [])
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}
