import { ActionState } from './action.ts';

// The life of an action, in one place: what may follow what, and what each state means for what is to come.

const s = ActionState;

/** Ends that any state before the write can come to from outside: people, deadlines, other proposals. */
const withoutWriting = [s.withdrawn, s.superseded, s.cancelled, s.expired] as const;

const followers: Readonly<Record<ActionState, readonly ActionState[]>> = {
  proposed: [s.previewed, s.stale, s.failed, ...withoutWriting],
  previewed: [s.judged, s.failed, ...withoutWriting],
  // Where policy asks for no approval, from here to the lock.
  judged: [s.awaiting, s.locked, s.skipped, s.blocked, s.failed, ...withoutWriting],
  awaiting: [s.approved, s.rejected, ...withoutWriting],
  // A rejection may still come before the lock does.
  approved: [s.locked, s.skipped, s.failed, s.rejected, ...withoutWriting],
  // Rechecked, intent and executing are phases of one activity: a lost one is seen in the state it had begun from.
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
  // A person may find out later what became of it.
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
  awaiting: 'It waits for people to approve it.',
  approved: 'The approvals that policy asks for are there.',
  locked: 'It is the one action that this service lets through now.',
  rechecked: 'Everything is still as it was approved.',
  intent: 'That it is about to be written is on record.',
  executing: 'It is being written.',
  executed: 'It was written.',
  unknown: 'Nobody can say whether it was written: a person has to look.',
  failed: 'It was not written: something failed before.',
  verifying: 'It was written; whether it helps is being checked.',
  verified: 'It was written, and it helped.',
  not_verified: 'It was written, and it was not seen to help.',
  undoing: 'It is being undone.',
  undone: 'It was written, and undone again.',
  undo_failed: 'It was written, and could not be undone.',
  rejected: 'A person rejected it; nothing was written.',
  expired: 'Nobody decided in time; nothing was written.',
  withdrawn: 'It was withdrawn; nothing was written.',
  superseded: 'A newer proposal took its place; nothing was written.',
  stale: 'What it would change is no longer as it was approved; nothing was written.',
  skipped: 'It was not needed any more, or another action was under way; nothing was written.',
  blocked: 'Policy did not let it through; nothing was written.',
  cancelled: 'It was cancelled; nothing was written.',
};

/** A whole sentence for people. */
export function actionWords(state: ActionState): string {
  return wordsOfState[state];
}
