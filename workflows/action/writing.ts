import { TimeoutType } from '@temporalio/common';
import { CancellationScope, condition, sleep, TimeoutFailure } from '@temporalio/workflow';
import type { ActionPart } from '#core/actions/action';
import type { ExecuteAnswer } from '#core/actions/gated-write';
import type { ResolveUnknown } from '#core/actions/action-messages';
import { reconciling, writing } from './activities.ts';
import type { ActionControl } from './control.ts';
import { beginWithinMilliseconds } from './lock.ts';
import { causeOf, wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';
import { shortHash } from '#core/ids/short-hash';

/** The gate allows 20 s for its checks and 20 s for the write; with a margin, nothing can still arrive after this. */
const settlingMilliseconds = 45_000;

type WriteEnd =
  | { readonly kind: 'executed'; readonly result: string }
  | Exclude<ExecuteAnswer, { kind: 'executed' }>
  | { readonly kind: 'unknown'; readonly reason: string };

/** Writes one part, with one attempt. If the answer is lost, the outcome is read from the back end. */
export async function write(life: ActionControl, part: ActionPart, fence: number): Promise<WriteEnd> {
  const { actionHash, bytes, preview, previewHash, decisions } = life.record();
  const { title, undo, expiresAt } = life.document();
  if (!preview || previewHash === undefined) throw new Error('an action cannot be written without its preview');
  const until = Date.parse(part === 'do' ? expiresAt : (undo?.undoBy ?? expiresAt)) - Date.now();
  if (until <= 0)
    return { kind: 'expired', reason: `its time ended at ${part === 'do' ? expiresAt : (undo?.undoBy ?? '')}` };
  const scheduleToStartTimeout = Math.min(until, beginWithinMilliseconds);
  const scope = new CancellationScope();
  // An undo cannot be stopped.
  const leave = part === 'do' ? life.onStop(() => scope.cancel()) : () => {};
  if (part === 'do') life.beginWrite();
  const options = { scheduleToStartTimeout, summary: cut(`${part === 'do' ? 'Write' : 'Undo'}: ${title}`, 120) };
  const request = {
    bytes,
    actionHash,
    preview,
    previewHash,
    part,
    fence,
    decisions: decisions.map(({ jws }) => ({ jws })),
  };
  try {
    return await scope.run(() => writing.executeAction.executeWithOptions(options, [request]));
  } catch (error) {
    return await reconcile(life, part, error);
  } finally {
    leave();
  }
}

async function reconcile(life: ActionControl, part: ActionPart, error: unknown): Promise<WriteEnd> {
  const { actionHash, bytes } = life.record();
  const lost = `the write was lost (${wordsOfFailure(error)})`;
  const cause = causeOf(error);
  // A write that was sent may still arrive; one that never started will not.
  let mayStillWrite = !(cause instanceof TimeoutFailure && cause.timeoutType === TimeoutType.SCHEDULE_TO_START);
  for (;;) {
    try {
      const answer = await reconciling.reconcileAction.executeWithOptions(
        { summary: 'Find out whether it was written' },
        [{ bytes, actionHash, part }],
      );
      if (answer.kind === 'executed') return answer;
      if (answer.kind === 'unknown') return { kind: 'unknown', reason: `${lost}; ${answer.reason}` };
      if (!mayStillWrite || answer.isCertain) return { kind: 'failed', reason: `${lost}; ${answer.reason}` };
    } catch (failure) {
      const reason = `${lost}; what became of it could not be found out: ${wordsOfFailure(failure)}`;
      return { kind: 'unknown', reason };
    }
    await sleep(settlingMilliseconds, { summary: 'Until the lost write can no longer arrive' });
    mayStillWrite = false;
  }
}

/** Asks a person to look. No timeout: only a person can answer. */
export async function askForOutcome(life: ActionControl, part: ActionPart, reason: string): Promise<ResolveUnknown> {
  const { title, service, environment, target } = life.document();
  const { actionHash } = life.record();
  life.show({ asksOutcome: part });
  const what = part === 'do' ? 'written' : 'undone';
  const words = `Nobody can say whether "${title}" (${service} in ${environment}) was ${what}: ${reason}. Look at ${target.name}, then report the outcome on the page of the action ${shortHash(actionHash)}.`;
  life.notify(`unknown-${part}`, words);
  life.notify(`unknown-${part}-escalated`, words, true);
  await condition(() => life.said.outcome !== undefined);
  const outcome = life.said.outcome!;
  life.said.outcome = undefined;
  life.show({ asksOutcome: undefined });
  return outcome;
}
