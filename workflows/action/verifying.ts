import { condition } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import type { VerifyActionAnswer } from '#core/actions/action-work';
import type { Person } from '#core/actions/person';
import { verifying } from './activities.ts';
import type { ActionControl } from './control.ts';
import { holdsWhileVerifying, release, takeLockForUndo } from './lock.ts';
import { askForOutcome, write } from './writing.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';

/** How long after its own deadline a verification is abandoned. */
const slackMilliseconds = 60_000;

/** Runs the success check and releases the lock. @returns whether the check could be made */
export async function seeWhetherItHelped(life: ActionControl): Promise<boolean> {
  // A check that takes longer than a lease may last runs without the lock.
  if (!holdsWhileVerifying(life)) await release(life, 'do', 'running');
  life.enter(ActionState.verifying);
  const answer = await verified(life);
  if (answer.kind === 'verified') {
    const { evidence, summary } = answer;
    life.enter(ActionState.verified, undefined, { verification: { evidence, summary } });
  } else {
    const evidence = answer.kind === 'not_verified' ? answer.evidence : [];
    life.enter(ActionState.notVerified, answer.reason, { verification: { evidence, summary: answer.reason } });
  }
  await release(life, 'do', answer.kind === 'verified' ? 'good' : 'bad');
  await life.audit();
  return answer.kind !== 'unseen';
}

async function verified(life: ActionControl): Promise<VerifyActionAnswer> {
  const { environment, service, incident, proposal, server, backEnd, expectation } = life.document();
  const { actionHash } = life.record();
  const scheduleToCloseTimeout = expectation.withinSeconds * 1000 + slackMilliseconds;
  const summary = cut(`Did it help? ${expectation.server}.${expectation.tool}`, 120);
  const document = { environment, service, incident, proposal };
  const writtenThrough = backEnd === undefined ? undefined : { server, backEnd };
  const request = { actionHash, document, writtenThrough, expectation };
  try {
    return await verifying.verifyAction.executeWithOptions({ scheduleToCloseTimeout, summary }, [request]);
  } catch (error) {
    return { kind: 'unseen', reason: wordsOfFailure(error, expectation.withinSeconds) };
  }
}

/**
 * Stays open as long as the write can be undone. Undoes it when a person asks, or when the runbook does, the check has failed
 * and nobody has taken over.
 */
export async function afterwards(life: ActionControl, wasSeen: boolean): Promise<void> {
  const { title, service, environment, undo, ifNotVerified } = life.document();
  const { state, undoBy = '', actionHash } = life.record();
  const isVerified = state === ActionState.verified;
  const until = undo ? Date.parse(undoBy) : 0;
  const canBeUndone = until > Date.now();
  const what = `"${title}" (${service} in ${environment})`;
  if (!isVerified && !canBeUndone) {
    life.notify(
      'not-verified',
      `${what} was written, but no improvement was observed. Holdfast cannot undo it: look at it.`,
    );
  }
  if (!canBeUndone) return life.show({}, { settled: true, stays: true });
  const takenOver = life.stopRequest()?.reason;
  const isToUndo = !isVerified && ifNotVerified === 'undo';
  if (isToUndo && wasSeen && takenOver === undefined)
    return undoIt(life, 'it was not verified, and the runbook says to undo it');

  const asks = !isVerified && ifNotVerified !== 'stop';
  if (asks) {
    const why = isToUndo
      ? ` It is not undone automatically: ${takenOver ?? 'the success check could not be made'}.`
      : '';
    const text = `${what} was written, but no improvement was observed.${why} Undo it until ${undoBy}: holdfast undo ${actionHash}`;
    life.notify('not-verified', text);
  }
  life.show({ asksUndo: asks ? true : undefined }, { settled: !asks });
  const isCancelled = () => life.stopRequest()?.kind === 'cancelled';
  await condition(() => life.said.undo !== undefined || isCancelled(), Math.max(1, until - Date.now()), {
    summary: 'Until it cannot be undone any more',
  });
  const said = life.said.undo;
  if (said?.answer === 'undo') return undoIt(life, `${said.by.name}: ${said.reason}`, said.by);
  if (said) life.problem(`${said.by.name} keeps it: ${said.reason}`);
  life.show({ asksUndo: undefined }, { settled: true, stays: true, ...(said ? { by: said.by } : {}) });
}

/** Writes the reverse, which was approved with the action. */
async function undoIt(life: ActionControl, reason: string, by?: Person): Promise<void> {
  life.enter(ActionState.undoing, reason, { asksUndo: undefined }, { settled: false, ...(by ? { by } : {}) });
  await life.audit(by);
  const locked = await takeLockForUndo(life);
  if (locked.kind !== 'granted')
    return endUndo(life, ActionState.undoFailed, locked.kind === 'stopped' ? 'it was stopped' : locked.reason);
  const came = await write(life, 'undo', locked.fence);
  if (came.kind === 'executed') {
    await release(life, 'undo', 'good');
    return endUndo(life, ActionState.undone, cut(came.result, 1000), by);
  }
  if (came.kind !== 'unknown') {
    await release(life, 'undo', 'bad');
    return endUndo(life, ActionState.undoFailed, came.reason);
  }
  await release(life, 'undo', 'bad', life.document().target.name);
  const outcome = await askForOutcome(life, 'undo', came.reason);
  await release(life, 'undo', 'bad');
  const words = `${outcome.by.name} looked: ${outcome.reason}`;
  return endUndo(life, outcome.answer === 'executed' ? ActionState.undone : ActionState.undoFailed, words, outcome.by);
}

async function endUndo(
  life: ActionControl,
  state: typeof ActionState.undone | typeof ActionState.undoFailed,
  reason: string,
  by?: Person,
): Promise<void> {
  const { title, service, environment } = life.document();
  life.enter(state, reason, {}, by ? { by } : {});
  await life.audit(by);
  const end = state === ActionState.undone ? 'was undone' : 'could NOT be undone: look at it';
  life.notify(state, `"${title}" (${service} in ${environment}) ${end}: ${reason}`);
  life.show({}, { settled: true, stays: true });
}
