import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  workflowInfo,
} from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import type { ActionEnd } from '#core/actions/action-work';
import { ActionInput } from '#core/actions/action-messages';
import { FailureType } from '#core/ids/failure-type';
import type { Person } from '#core/actions/person';
import { judging } from './activities.ts';
import { awaitApproval } from './approval.ts';
import { type ActionControl, openAction } from './control.ts';
import { type ActionDecisions, openDecisions } from './decisions.ts';
import { handleActionMessages } from './handlers.ts';
import { announce, release, takeLock } from './lock.ts';
import { openLooks } from './look.ts';
import type { ShownToRun } from './record.ts';
import { afterwards, seeWhetherItHelped } from './verifying.ts';
import { askForOutcome, write } from './writing.ts';
import { readInput } from '../receive.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';
import { shortHash } from '#core/ids/short-hash';
import { actionWorkflowId } from '#core/ids/workflow-ids';

/** One proposed change from its proposal to its end. What may follow what: core/actions/action-life.ts. */
export async function action(input: ActionInput): Promise<ActionEnd> {
  const life = openAction(checkedInput(input));
  const decisions = openDecisions(life);
  handleActionMessages(life, decisions, openLooks(life));
  // A cancellation from Temporal's UI cuts nothing off: the action stops where it still can, and reports how it ended.
  return CancellationScope.nonCancellable(async () => {
    void CancellationScope.current().parent!.cancelRequested.catch(() =>
      life.stop({ kind: 'cancelled', reason: 'cancelled in Temporal' }),
    );
    life.show({});
    try {
      await live(life, decisions);
    } catch (error) {
      await breakOff(life, `an error of Holdfast itself: ${wordsOfFailure(error)}`);
    }
    const { actionHash, state, steps } = life.record();
    decisions.close(`the action has ended: ${state}`);
    decisions.refuseWaiting(`late: the action has ended: ${state}`);
    await condition(allHandlersFinished);
    await life.settled();
    life.show({ ended: true, asksUndo: undefined });
    return { actionHash, state, reason: steps.at(-1)?.reason };
  });
}

/** An action has exactly one workflow: a second one, under another id, could write it twice. */
function checkedInput(given: ActionInput): ActionInput {
  const input = readInput(ActionInput, given);
  const expected = actionWorkflowId(input.actionHash);
  const { workflowId } = workflowInfo();
  if (workflowId === expected) return input;
  throw ApplicationFailure.nonRetryable(
    `The workflow of this action has the id ${expected}, not ${workflowId}.`,
    FailureType.invalidRequest,
  );
}

async function live(life: ActionControl, decisions: ActionDecisions): Promise<void> {
  if (!(await propose(life))) return;
  const { verdict } = life.record();
  if (verdict?.kind === 'approvals') {
    void decisions.open(Date.parse(life.document().expiresAt));
    const came = await awaitApproval(life, decisions);
    if (came === 'expired') return void (await end(life, ActionState.expired, 'nobody decided in time'));
    if (came === 'stopped') return void (await endStopped(life));
    life.enter(ActionState.approved, undefined, { deadlineAt: undefined }, approver(life));
    tellBreakGlass(life);
  } else decisions.refuseWaiting('policy asks for no decision on this action');
  if (!(await carryOut(life))) return;
  await afterwards(life, await seeWhetherItHelped(life));
}

/** The person whose approval came last. */
function approver(life: ActionControl): { readonly by?: Person } {
  const claims = life.record().decisions.at(-1)?.claims;
  return claims ? { by: { name: claims.by.name, channel: claims.channel, verified: true } } : {};
}

/** Break-glass never goes unnoticed: the owner and the escalation contact are notified. */
function tellBreakGlass(life: ActionControl): void {
  const { decisions, actionHash } = life.record();
  const alone = decisions.find(({ claims }) => claims.breakGlass && claims.answer === 'approve')?.claims;
  if (!alone) return;
  const { title, service, environment } = life.document();
  const text = `${alone.by.name} approved "${title}" (${service} in ${environment}) alone, by break-glass: ${alone.reason}. It has to be reviewed: holdfast audit reviews. Action ${shortHash(actionHash)}`;
  life.notify('break-glass', text);
  life.notify('break-glass-escalated', text, true);
}

/** From the proposal to the verdict of policy. @returns whether the action continues */
async function propose(life: ActionControl): Promise<boolean> {
  const { bytes, actionHash } = life.input;
  const found = await life.attempt(() =>
    judging.previewAction.executeWithOptions({ summary: 'What would it change?' }, [{ bytes, actionHash }]),
  );
  if (found.kind === 'stopped') return endStopped(life);
  if (found.kind === 'failed')
    return end(life, ActionState.failed, `what it would change is not known: ${found.reason}`);
  const previewed = found.value;
  if (previewed.kind !== 'previewed') {
    return end(life, previewed.kind === 'stale' ? ActionState.stale : ActionState.failed, previewed.reason);
  }
  const { document, preview, previewHash } = previewed;
  const undoBy = document.undo?.undoBy;
  life.enter(ActionState.previewed, undefined, { document, preview, previewHash, ...(undoBy ? { undoBy } : {}) });
  await announce(life);
  const judged = await life.attempt(() =>
    judging.judgeAction.executeWithOptions({ summary: 'What does policy say?' }, [
      { bytes, actionHash, preview, previewHash },
    ]),
  );
  if (judged.kind === 'stopped') return endStopped(life);
  if (judged.kind === 'failed') return end(life, ActionState.failed, `policy could not be asked: ${judged.reason}`);
  const verdict = judged.value;
  life.enter(ActionState.judged, undefined, { verdict });
  if (verdict.kind === 'deny') {
    const reasons = verdict.rules.map(({ rule, reason }) => `${rule}: ${reason}`);
    return end(life, ActionState.blocked, reasons.join('; '));
  }
  if (Date.now() >= Date.parse(document.expiresAt))
    return end(life, ActionState.expired, 'it expired before it was judged');
  return true;
}

/** Takes the lock and writes. @returns whether the write took effect */
async function carryOut(life: ActionControl): Promise<boolean> {
  const isApproved = life.record().state === ActionState.approved;
  const locked = await takeLock(life, 'do');
  // Concurrent with the write, because a person waits; the gate records its own intent before the effect.
  const recorded = isApproved ? life.audit() : Promise.resolve();
  if (locked.kind !== 'granted') {
    await recorded;
    if (locked.kind === 'stopped') return endStopped(life);
    if (locked.kind === 'failed') return failAndTell(life, locked.reason);
    return end(life, ActionState.skipped, locked.reason, undefined, { skippedFor: 'busy' });
  }
  life.enter(ActionState.locked);
  if (life.stopRequest()) {
    await Promise.all([recorded, release(life, 'do', 'good')]);
    return endStopped(life);
  }
  const [came] = await Promise.all([write(life, 'do', locked.fence), recorded]);
  switch (came.kind) {
    case 'executed':
      await executed(life, came.result);
      return true;
    case 'unknown':
      return unknown(life, came.reason);
    case 'failed':
      await release(life, 'do', life.stopRequest() ? 'good' : 'bad');
      return life.stopRequest() ? endStopped(life) : failAndTell(life, came.reason);
    case 'stale':
    case 'blocked':
    case 'expired':
    case 'rejected':
      await release(life, 'do', 'good');
      return end(life, came.kind, came.reason);
    case 'skipped':
      await release(life, 'do', 'good');
      return end(life, came.kind, came.reason, undefined, { skippedFor: 'resolved' });
    default:
      return came satisfies never;
  }
}

async function executed(life: ActionControl, result: string, reason?: string, by?: Person): Promise<void> {
  life.enter(ActionState.executed, reason, { result: cut(result, 2000) });
  const stop = life.stopRequest();
  if (stop) life.problem(`it was written before it could be stopped (${stop.reason})`);
  await life.audit(by);
  const { title, service, environment } = life.document();
  const { verdict, actionHash, undoBy } = life.record();
  if (verdict?.kind !== 'automatic' || !verdict.notified) return;
  const undo = undoBy ? ` Undo it until ${undoBy}: holdfast undo ${actionHash}` : ' It cannot be undone by Holdfast.';
  life.notify(
    'automatic',
    `"${title}" was done on ${service} in ${environment}, without approval, as policy says.${undo}`,
  );
}

/** Narrows the lock to the target and asks a person. @returns whether the write took effect */
async function unknown(life: ActionControl, reason: string): Promise<boolean> {
  life.enter(ActionState.unknown, reason);
  await release(life, 'do', 'bad', life.document().target.name);
  await life.audit();
  life.show({}, { settled: true });
  const { answer, by, reason: why } = await askForOutcome(life, 'do', reason);
  // Clears the target.
  await release(life, 'do', answer === 'executed' ? 'running' : 'bad');
  const words = `${by.name} looked: ${why}`;
  if (answer === 'not_executed') return end(life, ActionState.failed, words, by);
  await executed(life, 'written, as a person found out', words, by);
  return true;
}

/** Ends the action before the write. The end is on record before the run is notified. @returns false: it does not continue */
async function end(
  life: ActionControl,
  state: ActionState,
  reason: string,
  by?: Person,
  toRun: Partial<ShownToRun> = {},
): Promise<false> {
  life.enter(state, reason, { deadlineAt: undefined }, { ...(by ? { by } : {}), ...toRun });
  await life.audit(by);
  life.show({}, { settled: true });
  return false;
}

async function endStopped(life: ActionControl): Promise<false> {
  const request = life.stopRequest();
  if (!request) throw new Error('nobody stopped the action');
  return end(life, request.kind, request.reason, request.by);
}

async function failAndTell(life: ActionControl, reason: string): Promise<false> {
  const { title, service, environment } = life.document();
  life.notify('failed', `"${title}" (${service} in ${environment}) was not written: ${reason}`);
  return end(life, ActionState.failed, reason);
}

/** Ends the action after a bug in Holdfast. Rethrown, the error would fail the workflow task forever, unseen. */
async function breakOff(life: ActionControl, problem: string): Promise<void> {
  life.problem(problem);
  const { state, document } = life.record();
  const mayBeWritten = state === ActionState.locked && life.hasBegunToWrite();
  if (document) {
    life.notify(
      'broken',
      `"${document.title}" (${document.service} in ${document.environment}) broke off, ${state}: ${problem}`,
      true,
    );
    await release(life, 'do', 'bad', mayBeWritten ? document.target.name : undefined);
    await release(life, 'undo', 'bad');
  }
  const last = mayBeWritten
    ? ActionState.unknown
    : state === ActionState.undoing
      ? ActionState.undoFailed
      : ActionState.failed;
  if (life.mayEnter(last)) life.enter(last, problem);
  await life.audit();
  life.show({}, { settled: true, stays: true });
  if (!mayBeWritten) return;
  const { reason: why, by } = await askForOutcome(life, 'do', problem);
  // Clears the target.
  await release(life, 'do', 'bad');
  life.problem(`${by.name} looked: ${why}`);
}
