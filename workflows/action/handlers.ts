import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import { isActionHash } from '#core/ids/action-hash';
import type { WithdrawAction } from '#core/actions/action-work';
import { canBeWithdrawn } from '#core/actions/action-life';
import type { VerifiedDecision } from '#core/actions/decision';
import type { Person } from '#core/actions/person';
import { FailureType } from '#core/ids/failure-type';
import type { ActionControl } from './control.ts';
import type { ActionDecisions } from './decisions.ts';
import type { ActionLooks } from './look.ts';
import {
  actionQuery,
  decide,
  decideNow,
  lookAgain,
  resolveUnknown,
  superseded,
  undoAction,
  undoSignal,
  withdraw,
  withdrawSignal,
} from './messages.ts';
import { checkDecidable, checkDecision, checkLeave, checkResolve, checkUndo, checkWithdraw } from './guards.ts';
import { shortHash } from '#core/ids/short-hash';

/** What people, runs and the lock may send to an action. Handlers check and enqueue; what is malformed is dropped and told. */
export function handleActionMessages(life: ActionControl, decisions: ActionDecisions, looks: ActionLooks): void {
  const refuse = (problem: string | undefined) => {
    if (problem !== undefined) throw ApplicationFailure.nonRetryable(problem, FailureType.invalidRequest);
  };
  /** Of a signal, whose sender hears nothing. */
  const dropped = (name: string, problem: string | undefined): boolean => {
    if (problem !== undefined) life.problem(`the signal "${name}" was dropped: ${problem}`);
    return problem !== undefined;
  };
  /** Only a signed decision proves who somebody is: of a message there is nothing but its own word. */
  const unproved = <Message extends { readonly by: Person }>(message: Message): Message => ({
    ...message,
    by: { ...message.by, verified: false },
  });
  const withdrawn = (message: WithdrawAction) => {
    const { by, reason } = unproved(message);
    life.stop({ kind: 'withdrawn', reason: `${by.name}: ${reason}`, by });
  };

  setHandler(actionQuery, () => life.record(), {
    description: 'Everything known of this action, as its page shows it',
  });
  setHandler(
    decide,
    (decision) => {
      if (!dropped('decide', checkDecision(decision))) decisions.arrive(decision);
    },
    { description: 'A decision, signed by the approvals service: {"jws": "..."}' },
  );
  setHandler(
    decideNow,
    async (decision): Promise<VerifiedDecision> => {
      const arrived = decisions.arrive(decision);
      // Each check has its own deadline, and the end of the action answers what is left.
      await condition(() => arrived.answer !== undefined);
      return arrived.answer!;
    },
    {
      description: 'A decision, signed by the approvals service; tells what came of it: {"jws": "..."}',
      validator: (decision) => refuse(checkDecision(decision) ?? checkDecidable(life.record())),
    },
  );
  setHandler(withdraw, withdrawn, {
    description: 'End it before it is written: {"reason", "by"}',
    validator: (message) => refuse(checkWithdraw(message, life.record())),
  });
  setHandler(
    withdrawSignal,
    (message) => {
      if (!dropped('withdrawSignal', checkLeave(message, life.record()))) withdrawn(message);
    },
    { description: 'From a run that ended' },
  );
  setHandler(undoAction, (message) => void (life.said.undo ??= unproved(message)), {
    description: 'Undo what was written, or say that it stays: {"answer": "undo" or "keep", "reason", "by"}',
    validator: (message) => refuse(checkUndo(message, life.record(), Date.now())),
  });
  setHandler(
    undoSignal,
    (message) => {
      if (!dropped('undoSignal', checkUndo(message, life.record(), Date.now()))) life.said.undo ??= unproved(message);
    },
    { description: 'From a run whose writes are undone' },
  );
  setHandler(resolveUnknown, (message) => void (life.said.outcome ??= unproved(message)), {
    description:
      'What became of a write that nobody could tell: {"answer": "executed" or "not_executed", "reason", "by"}',
    validator: (message) => refuse(checkResolve(message, life.record())),
  });
  setHandler(lookAgain, () => looks.lookAgain(), {
    description: 'Whether it would still do what was previewed',
    validator: () =>
      refuse(life.record().state === ActionState.awaiting ? undefined : 'it does not wait for people any more'),
  });
  setHandler(
    superseded,
    (message) => {
      const by: unknown = (message as Partial<typeof message> | null | undefined)?.by;
      if (!isActionHash(by)) life.problem('the signal "superseded" was dropped: "by" is the hash of the newer action');
      else if (canBeWithdrawn(life.record().state))
        life.stop({ kind: 'superseded', reason: `the same step proposes ${shortHash(by)} instead` });
    },
    { description: 'From the lock of the service: the same step proposes anew' },
  );
}
