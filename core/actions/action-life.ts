import { ActionState } from './action.ts';

// The life of an action in one place: which state may follow which, and what each state means.

const s = ActionState;

/** Ends that people, deadlines and newer proposals can bring about in any state before the write. */
const withoutWriting = [s.withdrawn, s.superseded, s.cancelled, s.expired] as const;

const followers: Readonly<Record<ActionState, readonly ActionState[]>> = {
  proposed: [s.previewed, s.stale, s.failed, ...withoutWriting],
  previewed: [s.judged, s.failed, ...withoutWriting],
  // Straight to the lock where policy asks for no approval.
  judged: [s.awaiting, s.locked, s.skipped, s.blocked, s.failed, ...withoutWriting],
  awaiting: [s.approved, s.rejected, ...withoutWriting],
  // A rejection may still arrive before the lock is granted.
  approved: [s.locked, s.skipped, s.failed, s.rejected, ...withoutWriting],
  // Rechecked, intent and executing are phases of one activity: if it is lost, the state is still the one it started from.
  locked: [
    s.rechecked,
    s.intent,
    s.executing,
    s.executed,
    s.unknown,
    s.failed,
    s.stale,
    s.skipped,
    s.blocked,
    s.rejected,
    ...withoutWriting,
  ],
  rechecked: [s.intent, s.executing, s.executed, s.unknown, s.failed, s.stale, s.skipped, s.blocked],
  intent: [s.executing, s.executed, s.unknown, s.failed],
  executing: [s.executed, s.unknown, s.failed],
  // A person may find out the outcome later.
  unknown: [s.executed, s.failed, s.undoing],
  executed: [s.verifying],
  verifying: [s.verified, s.notVerified],
  verified: [s.undoing],
  not_verified: [s.undoing],
  undoing: [s.undone, s.undoFailed],
  undone: [],
  undo_failed: [],
  failed: [],
  rejected: [],
  expired: [],
  withdrawn: [],
  superseded: [],
  stale: [],
  skipped: [],
  blocked: [],
  cancelled: [],
};

/** Whether a state may follow another. */
export function mayFollow(from: ActionState, to: ActionState): boolean {
  return followers[from].includes(to);
}

/** Nothing can follow: the action is over. */
export function isOver(state: ActionState): boolean {
  return followers[state].length === 0;
}

/** Until the write begins a person can still stop it. */
export function canBeWithdrawn(state: ActionState): boolean {
  return followers[state].includes(s.withdrawn);
}

const wordsOfState: Readonly<Record<ActionState, string>> = {
  proposed: 'It has been proposed.',
  previewed: 'What it would change is known.',
  judged: 'Policy has judged it.',
  awaiting: 'It is waiting for approval.',
  approved: 'It has the approvals that policy requires.',
  locked: 'It holds the lock of its service.',
  rechecked: 'Everything is still as approved.',
  intent: 'The intent to write it is on record.',
  executing: 'It is being written.',
  executed: 'It was written.',
  unknown: 'Its outcome is unknown: a person has to check whether it was written.',
  failed: 'It failed before the write; nothing was written.',
  verifying: 'It was written; the success check is running.',
  verified: 'It was written, and the success check passed.',
  not_verified: 'It was written, but no improvement was observed.',
  undoing: 'It is being undone.',
  undone: 'It was written, then undone.',
  undo_failed: 'It was written and could not be undone.',
  rejected: 'A person rejected it; nothing was written.',
  expired: 'It expired without a decision; nothing was written.',
  withdrawn: 'It was withdrawn; nothing was written.',
  superseded: 'A newer proposal superseded it; nothing was written.',
  stale: 'The target has changed since it was approved; nothing was written.',
  skipped: 'It was no longer needed, or another action was in progress; nothing was written.',
  blocked: 'Policy blocked it; nothing was written.',
  cancelled: 'It was cancelled; nothing was written.',
};

/** A whole sentence for people. */
export function actionWords(state: ActionState): string {
  return wordsOfState[state];
}
