import { condition, setHandler } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import { canBeWithdrawn } from '#core/actions/action-life';
import { ResolveUnknown, Superseded, UndoAction, WithdrawAction } from '#core/actions/action-messages';
import { SignedDecision } from '#core/actions/decision';
import type { Person } from '#core/actions/person';
import { shortHash } from '#core/ids/short-hash';
import { receiveSignal, receiveUpdate, refuse } from '../receive.ts';
import type { ActionControl } from './control.ts';
import type { ActionDecisions } from './decisions.ts';
import { checkDecidable, checkLeavable, checkResolvable, checkUndoable, checkWithdrawable } from './guards.ts';
import type { ActionLooks } from './look.ts';
import {
  actionQuery,
  decide,
  decideNow,
  lookAgain,
  resolveUnknown,
  undoAction,
  undoSignal,
  withdraw,
  withdrawSignal,
} from './messages.ts';
import { superseded } from '../lock/messages.ts';

/** What people, runs and the lock may send to an action. A signal that is dropped is shown among its problems. */
export function handleActionMessages(life: ActionControl, decisions: ActionDecisions, looks: ActionLooks): void {
  const drop = (signal: string, problem: string) => life.problem(`the signal "${signal}" was dropped: ${problem}`);
  /** Only a signed decision proves an identity; a message merely claims one. */
  const unproved = <Message extends { readonly by: Person }>(message: Message): Message => ({
    ...message,
    by: { ...message.by, verified: false },
  });
  const withdrawn = (message: WithdrawAction) => {
    const { by, reason } = unproved(message);
    life.stop({ kind: 'withdrawn', reason: `${by.name}: ${reason}`, by });
  };

  setHandler(actionQuery, () => life.record(), {
    description: 'The full state of this action, as its page shows it',
  });
  receiveSignal(decide, SignedDecision, {
    description: 'A decision, signed by the approvals service: {"jws": "..."}',
    handle: (decision) => void decisions.arrive(decision),
    drop,
  });
  receiveUpdate(decideNow, SignedDecision, {
    description: 'A decision, signed by the approvals service; returns the outcome: {"jws": "..."}',
    check: () => checkDecidable(life.record()),
    async handle(decision) {
      const arrived = decisions.arrive(decision);
      // Each verification has its own deadline, and the end of the action answers the rest.
      await condition(() => arrived.answer !== undefined);
      return arrived.answer!;
    },
  });
  receiveUpdate(withdraw, WithdrawAction, {
    description: 'End it before it is written: {"reason", "by"}',
    check: () => checkWithdrawable(life.record()),
    handle: withdrawn,
  });
  receiveSignal(withdrawSignal, WithdrawAction, {
    description: 'From a run that ended',
    check: () => checkLeavable(life.record()),
    handle: withdrawn,
    drop,
  });
  receiveUpdate(undoAction, UndoAction, {
    description: 'Undo what was written, or say that it stays: {"answer": "undo" or "keep", "reason", "by"}',
    check: () => checkUndoable(life.record(), Date.now()),
    handle: (message) => void (life.said.undo ??= unproved(message)),
  });
  receiveSignal(undoSignal, UndoAction, {
    description: 'From a run whose writes are undone',
    check: () => checkUndoable(life.record(), Date.now()),
    handle: (message) => void (life.said.undo ??= unproved(message)),
    drop,
  });
  receiveUpdate(resolveUnknown, ResolveUnknown, {
    description:
      'What became of a write whose outcome is unknown: {"answer": "executed" or "not_executed", "reason", "by"}',
    check: () => checkResolvable(life.record()),
    handle: (message) => void (life.said.outcome ??= unproved(message)),
  });
  setHandler(lookAgain, () => looks.lookAgain(), {
    description: 'Whether it would still do what was previewed',
    validator() {
      if (life.record().state !== ActionState.awaiting) refuse('it does not wait for people any more');
    },
  });
  receiveSignal(superseded, Superseded, {
    description: 'From the lock of the service: a newer proposal of the same step',
    handle({ by }) {
      if (canBeWithdrawn(life.record().state))
        life.stop({ kind: 'superseded', reason: `the same step proposes ${shortHash(by)} instead` });
    },
    drop,
  });
}
