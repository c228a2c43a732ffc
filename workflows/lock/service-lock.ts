import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ActionHash } from '#core/ids/action-hash';
import { AnnounceAction, LockRequest, type LockState, ReleaseLock } from '#core/actions/service-lock';
import { actionWorkflowId } from '#core/ids/workflow-ids';
import { type Shaped, text } from '#core/json/reader';
import { shape } from '#core/json/shape';
import { announceAction, lockQuery, releaseLock, requestLock, superseded } from './messages.ts';
import { eventLimit, historyByteLimit } from '../history-limits.ts';
import { renderLockBoard } from './board.ts';
import { readInput, receiveSignal, receiveUpdate } from '../receive.ts';
import { announcedLock, lapsedLock, type LockData, openLock, releasedLock, requestedLock } from './state.ts';
import { IncidentEnvironment, IncidentService } from '../search-attributes.ts';

/** An action that a newer one supersedes, and that has not been notified yet. */
interface Replaced {
  readonly workflowId: string;
  readonly by: ActionHash;
}

const LockOf = shape({ environment: text(1, 100), service: text(1, 100) });

export interface ServiceLockInput extends Shaped<typeof LockOf> {
  /** Set when the lock goes on in a new history. */
  readonly continued?: { readonly lock: LockData; readonly replaced: readonly Replaced[]; readonly malformed: number };
}

/**
 * The lock of one service in one environment: lets one action through at a time and counts them. It never ends, so that its
 * counts are never lost.
 */
export async function serviceLock(input: ServiceLockInput): Promise<void> {
  const { environment, service } = readInput(LockOf, input);
  const { continued } = input;
  let lock = continued?.lock ?? openLock(environment, service);
  const replaced: Replaced[] = [...(continued?.replaced ?? [])];
  let malformed = continued?.malformed ?? 0;
  let heard = 0;

  const drop = () => {
    heard++;
    malformed++;
  };
  receiveSignal(releaseLock, ReleaseLock, {
    description: 'An action lets go of the lock; releases by others are ignored',
    handle(release) {
      heard++;
      lock = releasedLock(lock, release, Date.now());
    },
    drop,
  });
  receiveSignal(announceAction, AnnounceAction, {
    description: 'An action has been proposed; an older proposal of the same step is superseded',
    // `superseded` is later sent to this workflow: it has to be the one of the action that announces itself.
    check: ({ actionHash, workflowId }) =>
      workflowId === actionWorkflowId(actionHash) ? undefined : `workflowId: expected ${actionWorkflowId(actionHash)}`,
    handle(proposal) {
      heard++;
      const announced = announcedLock(lock, proposal);
      lock = announced.lock;
      if (announced.older) replaced.push({ workflowId: announced.older.workflowId, by: proposal.actionHash });
    },
    drop,
  });
  // After the signals: messages that wait when a new history begins are delivered as their handler is set, releases first.
  receiveUpdate(requestLock, LockRequest, {
    description: 'An action requests the lock: granted, or busy with its holder',
    handle(request) {
      const taken = requestedLock(lock, request, Date.now());
      lock = taken.lock;
      heard++;
      return taken.grant;
    },
  });
  setHandler(
    lockQuery,
    (): LockState => {
      const { proposals: _, ...state } = lapsedLock(lock, Date.now());
      return state;
    },
    { description: 'The holder of the lock, and the actions that it has let through' },
  );
  if (!continued) {
    upsertSearchAttributes([
      { key: IncidentService, value: [service] },
      { key: IncidentEnvironment, value: environment },
    ]);
  }

  // A cancellation would lose its counts: only terminating ends it.
  return CancellationScope.nonCancellable(stay);

  async function stay(): Promise<void> {
    for (;;) {
      lock = lapsedLock(lock, Date.now());
      // One per round, so that a flood of proposals cannot keep the lock from continuing as new.
      const next = replaced.shift();
      // The action may already have ended; ignore that.
      if (next)
        await getExternalWorkflowHandle(next.workflowId)
          .signal(superseded, { by: next.by })
          .catch(() => {});
      setCurrentDetails(renderLockBoard(lock, malformed));
      const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
      if (continueAsNewSuggested || historyLength > eventLimit || historySize > historyByteLimit) {
        await continueAsNew<typeof serviceLock>({
          environment,
          service,
          continued: { lock, replaced: replaced.splice(0), malformed },
        });
      }
      if (replaced.length > 0) continue;
      const before = heard;
      // No timer for the lease: the next request finds that it has passed. Handlers finish first, so that the commands of this
      // loop follow their answers in every replay, however its workflow tasks are divided.
      await condition(() => heard !== before && allHandlersFinished());
    }
  }
}
