import { ActionHashShape, EvidenceIdShape } from '../ids/id-shapes.ts';
import { boolean, instant, literals, type Shaped, text } from '../json/reader.ts';
import { list, optional, shape } from '../json/shape.ts';
import { ActionState } from './action.ts';
import { Person, Reason } from './person.ts';

// The input of an action's workflow, the messages that people and runs send to it, and its notices to its run.

const Name = text(1, 500);

export const ActionInput = shape({
  /** Canonical JSON of an `ActionDocument`. */
  bytes: text(1, 65_536),
  actionHash: ActionHashShape,
  /**
   * Who is notified while it waits and how it ends: destinations of the process that serves this task queue, `owner` or a
   * configured name. Absent: nobody. `escalateTo` defaults to `to`.
   */
  notify: optional(
    shape({
      taskQueue: Name,
      to: Name,
      escalateTo: optional(Name),
      /** Where people look at it and decide. */
      page: optional(Name),
    }),
  ),
});
export type ActionInput = Shaped<typeof ActionInput>;

export const WithdrawAction = shape({ reason: Reason, by: Person });
export type WithdrawAction = Shaped<typeof WithdrawAction>;

/** `keep`: the write stays although it is not verified. */
export const UndoAction = shape({ answer: literals('undo', 'keep'), reason: Reason, by: Person });
export type UndoAction = Shaped<typeof UndoAction>;

/** The outcome of a write whose answer was lost, as a person found it. */
export const ResolveUnknown = shape({ answer: literals('executed', 'not_executed'), reason: Reason, by: Person });
export type ResolveUnknown = Shaped<typeof ResolveUnknown>;

/** From the lock: the same step of the same run has proposed this newer action. */
export const Superseded = shape({ by: ActionHashShape });
export type Superseded = Shaped<typeof Superseded>;

/** The state of an action, for its run. Idempotent: the newest counts, and holds everything that earlier ones held. */
export const ActionNotice = shape({
  actionHash: ActionHashShape,
  state: literals(...Object.values(ActionState)),
  reason: optional(text(0, 2000)),
  /** Of `skipped`: no longer needed, or another action in progress. */
  skippedFor: optional(literals('resolved', 'busy')),
  /** Who decided last, for the step's record. */
  by: optional(Person),
  /** Of the approval or rejection. */
  decidedAt: optional(instant),
  writtenAt: optional(instant),
  /** Of the approval. */
  deadlineAt: optional(instant),
  /** Final, except for an undo that a person may still ask for. */
  settled: boolean,
  /** It took effect and can be undone. */
  undoable: boolean,
  evidence: optional(list(EvidenceIdShape, 500)),
  at: instant,
});
export type ActionNotice = Shaped<typeof ActionNotice>;
