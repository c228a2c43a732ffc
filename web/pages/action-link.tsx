import type { ComponentChildren } from 'preact';
import { actionPath } from '../paths/approvals.ts';
import type { ActionHash } from '#core/ids/action-hash';
import type { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import type { Tone } from '#core/runs/run-words';

const tones: Readonly<Record<ActionState, Tone>> = {
  proposed: 'works',
  previewed: 'works',
  judged: 'works',
  awaiting: 'waits',
  approved: 'works',
  locked: 'works',
  rechecked: 'works',
  intent: 'works',
  executing: 'works',
  executed: 'works',
  unknown: 'bad',
  failed: 'bad',
  verifying: 'works',
  verified: 'good',
  not_verified: 'bad',
  undoing: 'works',
  undone: 'quiet',
  undo_failed: 'bad',
  rejected: 'quiet',
  expired: 'quiet',
  withdrawn: 'quiet',
  superseded: 'quiet',
  stale: 'quiet',
  skipped: 'quiet',
  blocked: 'bad',
  cancelled: 'quiet',
};

export function actionStateWord(state: ActionState): string {
  return state === 'awaiting' ? 'waits for approval' : state.replaceAll('_', ' ');
}

export function ActionStateMark({ state }: { readonly state: ActionState }) {
  return (
    <span class={`mark tone-${tones[state]}`} title={actionWords(state)}>
      {actionStateWord(state)}
    </span>
  );
}

interface ActionLinkProps {
  /** Of the approvals service; without it there is nothing to link to. */
  readonly approvalsUrl?: string;
  readonly actionHash: ActionHash;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** To the page of an action, where people look at it and decide. */
export function ActionLink({ approvalsUrl, actionHash, children, ...attributes }: ActionLinkProps) {
  if (approvalsUrl === undefined) return <span>{children}</span>;
  return (
    <a {...attributes} href={`${approvalsUrl}${actionPath(actionHash)}`}>
      {children}
    </a>
  );
}
