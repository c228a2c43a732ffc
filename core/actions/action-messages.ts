import { ActionHashShape, EvidenceIdShape } from '../ids/id-shapes.ts';
import { boolean, instant, literals, type Shaped, text } from '../json/reader.ts';
import { list, optional, shape } from '../json/shape.ts';
import { ActionState } from './action.ts';
import { Person, Reason } from './person.ts';

// What the workflow of an action is started with, what people and runs send to it, and what it sends to its run.

const Name = text(1, 500);

export const ActionInput = shape({
  /** Canonical JSON of an `ActionDocument`. */
  bytes: text(1, 65_536),
  actionHash: ActionHashShape,
  /**
   * Who is told that it waits, and how it goes: destinations of the process that serves this task queue, `owner` or a
   * configured name. Absent: nobody is told. `escalateTo` is `to` where it is not given.
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

/** Also `keep`: what is not verified stays as it is. */
export const UndoAction = shape({ answer: literals('undo', 'keep'), reason: Reason, by: Person });
export type UndoAction = Shaped<typeof UndoAction>;

/** What a person found out about a write whose outcome is unknown. */
export const ResolveUnknown = shape({ answer: literals('executed', 'not_executed'), reason: Reason, by: Person });
export type ResolveUnknown = Shaped<typeof ResolveUnknown>;

/** From the lock: the same step of the same run has proposed this newer action. */
export const Superseded = shape({ by: ActionHashShape });
export type Superseded = Shaped<typeof Superseded>;

/** How an action stands, for its run. Idempotent: the newest counts, and repeats what those before it said. */
export const ActionNotice = shape({
  actionHash: ActionHashShape,
  state: literals(...Object.values(ActionState)),
  reason: optional(text(0, 2000)),
  /** Of `skipped`: it is not needed any more, or another action is under way. */
  skippedFor: optional(literals('resolved', 'busy')),
  /** Who decided last, for the step's record. */
  by: optional(Person),
  /** Of the approval or rejection. */
  decidedAt: optional(instant),
  writtenAt: optional(instant),
  /** Of the approval. */
  deadlineAt: optional(instant),
  /** Nothing more comes of it, except an undo that somebody asks for. */
  settled: boolean,
  /** It took effect and can be undone. */
  undoable: boolean,
  evidence: optional(list(EvidenceIdShape, 500)),
  at: instant,
});
export type ActionNotice = Shaped<typeof ActionNotice>;
