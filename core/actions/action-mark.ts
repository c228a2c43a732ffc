/** A create-only mark of an action: written once and never changed. */
export type ActionMark = 'rejected' | 'withdrawn' | 'intent' | 'result' | 'undo-intent' | 'undo-result';
