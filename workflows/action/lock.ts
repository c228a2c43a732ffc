import { getExternalWorkflowHandle, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import type { ActionPart } from '#core/actions/action';
import type { PastAction } from '#core/actions/service-lock';
import { locking } from './activities.ts';
import type { ActionControl } from './control.ts';
import { tried } from './stop.ts';
import { announceAction, releaseLock } from '../lock/messages.ts';
import type { serviceLock } from '../lock/service-lock.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';
import { shortHash } from '#core/ids/short-hash';
import { lockWorkflowId } from '#core/ids/workflow-ids';

const busyMilliseconds = 15_000;
/** The longest that an undo waits for another action of the service. */
const undoWaitsMilliseconds = 5 * 60_000;

/** Start, write and reconciliation, with a margin. */
const writingLeaseSeconds = 600 + 60 + 45 + 2 * 300 + 120;
const longestLeaseSeconds = 7200;

/** The latest start of a write that holds the lock. */
export const beginWithinMilliseconds = 600_000;

type Locked =
  | { readonly kind: 'granted'; readonly fence: number }
  | { readonly kind: 'busy' | 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

const lockId = (life: ActionControl) => {
  const { environment, service } = life.document();
  return lockWorkflowId(environment, service);
};

/** The lease of one part. An action whose verification takes longer releases the lock before it verifies. */
function leaseSecondsOf(life: ActionControl, part: ActionPart): number {
  const seconds = writingLeaseSeconds + life.document().expectation.withinSeconds + 60;
  return part === 'do' && seconds <= longestLeaseSeconds ? seconds : writingLeaseSeconds;
}

/** Whether the lock is held until the action has been verified. */
export function holdsWhileVerifying(life: ActionControl): boolean {
  return leaseSecondsOf(life, 'do') > writingLeaseSeconds;
}

/** Requests the lock of the service. A pending write can be stopped, an undo cannot. */
export async function takeLock(life: ActionControl, part: ActionPart): Promise<Locked> {
  const { environment, service, target } = life.document();
  const { actionHash, verdict } = life.record();
  const request = {
    actionHash,
    environment,
    service,
    target: target.name,
    part,
    leaseSeconds: leaseSecondsOf(life, part),
    automatic: verdict?.kind === 'automatic',
  };
  const options = { summary: cut(`Ask for the lock of ${service} in ${environment}`, 120) };
  const ask = () => locking.takeLock.executeWithOptions(options, [request]);
  const asked = await (part === 'do' ? life.attempt(ask) : tried(ask));
  if (asked.kind === 'done') {
    const grant = asked.value;
    if (grant.kind === 'granted') return grant;
    const reason = `the action ${shortHash(grant.holder)} is under way on ${service} in ${environment}`;
    return { kind: 'busy', reason };
  }
  // The grant may have been lost on its way: it must not block others until its lease ends.
  await release(life, part, 'good');
  if (asked.kind === 'stopped') return asked;
  return { kind: 'failed', reason: `the lock of ${service} in ${environment} could not be had: ${asked.reason}` };
}

/** An undo was approved with its action, so it waits for other actions, within bounds. */
export async function takeLockForUndo(life: ActionControl): Promise<Locked> {
  const until = Date.now() + undoWaitsMilliseconds;
  for (;;) {
    const locked = await takeLock(life, 'undo');
    if (locked.kind !== 'busy' || Date.now() + busyMilliseconds > until) return locked;
    await sleep(busyMilliseconds, { summary: 'Another action is under way' });
  }
}

/** @param narrowTo the target that stays locked, where the outcome of the write is unknown */
export async function release(
  life: ActionControl,
  part: ActionPart,
  end: PastAction['end'],
  narrowTo?: string,
): Promise<void> {
  const { actionHash } = life.record();
  const message = { actionHash, part, end, ...(narrowTo === undefined ? {} : { narrowTo }) };
  try {
    await getExternalWorkflowHandle(lockId(life)).signal(releaseLock, message);
  } catch {
    // There is no lock, so nothing to release.
  }
}

/** Announces the proposal to the lock, which supersedes an older one of the same step. Starts the lock if there is none. */
export async function announce(life: ActionControl): Promise<void> {
  const { environment, service, proposal } = life.document();
  const { actionHash, workflowId } = life.record();
  const message = { actionHash, workflowId, runId: proposal.runId, path: proposal.path };
  const lock = getExternalWorkflowHandle(lockId(life));
  try {
    await lock.signal(announceAction, message);
    return;
  } catch {
    // It does not exist yet.
  }
  try {
    await startChild<typeof serviceLock>('serviceLock', {
      workflowId: lockId(life),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: cut(`Writes to ${service} in ${environment}, one at a time`, 200),
      args: [{ environment, service }],
    });
  } catch {
    // Another action has started it in the meantime.
  }
  try {
    await lock.signal(announceAction, message);
  } catch (error) {
    life.problem(`older proposals of this step could not be superseded: ${wordsOfFailure(error)}`);
  }
}
