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

/** An action that has to be told that a newer one takes its place. */
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
 * The lock of one service in one environment: lets one action through at a time and counts them. It stays for ever,
 * because what it has counted must.
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
    // The answer goes to the action that announces itself and to nobody else.
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
  // After the signals: what waits when a new history begins comes in as its handler is set, and who has let go comes first.
  receiveUpdate(requestLock, LockRequest, {
    description: 'An action asks for the lock: granted, or who holds it',
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
    { description: 'Who holds the lock, and what it has let through' },
  );
  if (!continued) {
    upsertSearchAttributes([
      { key: IncidentService, value: [service] },
      { key: IncidentEnvironment, value: environment },
    ]);
  }

  // Cancelled in Temporal it would forget what it has counted: only terminating it ends it.
  return CancellationScope.nonCancellable(stay);

  async function stay(): Promise<void> {
    for (;;) {
      lock = lapsedLock(lock, Date.now());
      // One after the other, so that who comes in numbers does not keep it from going on in a new history.
      const next = replaced.shift();
      // One that has ended needs not know.
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
      // No timer for the lease: whoever asks next finds it passed. And whoever has asked is answered first: what this loop
      // tells Temporal comes after the answer then, also when a history is replayed in other portions than it was lived in.
      await condition(() => heard !== before && allHandlersFinished());
    }
  }
}
