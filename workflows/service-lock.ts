import {
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { AnnounceAction } from '#core/vocabulary/action-work';
import type { LockRequest, LockState, ReleaseLock } from '#core/vocabulary/service-lock';
import { announceAction, lockAnswered, lockQuery, releaseLock, requestLock, superseded } from './action-messages.ts';
import { eventLimit, historyByteLimit } from './history-limits.ts';
import { renderLockBoard } from './lock-board.ts';
import { isAnnouncement, isLockRequest, isRelease } from './lock-messages.ts';
import { announcedLock, lapsedLock, type LockData, openLock, releasedLock, requestedLock } from './lock-state.ts';
import { IncidentEnvironment, IncidentService } from './search-attributes.ts';

type LockMessage =
  | { readonly kind: 'request'; readonly request: LockRequest }
  | { readonly kind: 'release'; readonly release: ReleaseLock }
  | { readonly kind: 'announce'; readonly proposal: AnnounceAction };

export interface ServiceLockInput {
  readonly environment: string;
  readonly service: string;
  /** Set when the lock goes on in a new history. */
  readonly continued?: { readonly lock: LockData; readonly inbox: readonly LockMessage[]; readonly malformed: number };
}

/**
 * The lock of one service in one environment: lets one action through at a time and counts them. It stays for ever,
 * because what it has counted must.
 */
export async function serviceLock(input: ServiceLockInput): Promise<void> {
  const { environment, service, continued } = input;
  let lock = continued?.lock ?? openLock(environment, service);
  const inbox: LockMessage[] = [...(continued?.inbox ?? [])];
  let malformed = continued?.malformed ?? 0;

  setHandler(
    requestLock,
    (request: unknown) => {
      if (isLockRequest(request)) inbox.push({ kind: 'request', request });
      else malformed++;
    },
    { description: 'An action asks for the lock; the answer is a signal to it' },
  );
  setHandler(
    releaseLock,
    (release: unknown) => {
      if (isRelease(release)) inbox.push({ kind: 'release', release });
      else malformed++;
    },
    { description: 'An action lets go of the lock; releases by others are ignored' },
  );
  setHandler(
    announceAction,
    (proposal: unknown) => {
      if (isAnnouncement(proposal)) inbox.push({ kind: 'announce', proposal });
      else malformed++;
    },
    { description: 'An action has been proposed; an older proposal of the same step is superseded' },
  );
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
      const next = inbox.shift();
      if (next) await take(next);
      setCurrentDetails(renderLockBoard(lock, malformed));
      const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
      if (continueAsNewSuggested || historyLength > eventLimit || historySize > historyByteLimit) {
        await continueAsNew<typeof serviceLock>({
          ...{ environment, service },
          continued: { lock, inbox: inbox.splice(0), malformed },
        });
      }
      if (inbox.length > 0) continue;
      const before = malformed;
      const woken = () => inbox.length > 0 || malformed !== before;
      // Without a holder whoever asks next wakes it.
      if (lock.holder) {
        const milliseconds = Math.max(1, Date.parse(lock.holder.leaseUntil) - Date.now());
        await condition(woken, milliseconds, { summary: `Lease of ${lock.holder.actionHash.slice(0, 12)}` });
      } else await condition(woken);
    }
  }

  async function take(message: LockMessage): Promise<void> {
    switch (message.kind) {
      case 'request': {
        const { request } = message;
        const taken = requestedLock(lock, request, Date.now());
        lock = taken.lock;
        const { actionHash, part } = request;
        const heard = await told(() => getExternalWorkflowHandle(request.workflowId).signal(lockAnswered, taken.grant));
        // Who has ended since cannot let go any more, and has done nothing under it.
        if (!heard && taken.grant.kind === 'granted')
          lock = releasedLock(lock, { actionHash, part, end: 'good' }, Date.now());
        return;
      }
      case 'release':
        lock = releasedLock(lock, message.release, Date.now());
        return;
      case 'announce': {
        const announced = announcedLock(lock, message.proposal);
        lock = announced.lock;
        const { older } = announced;
        const by = message.proposal.actionHash;
        if (older) await told(() => getExternalWorkflowHandle(older.workflowId).signal(superseded, { by }));
        return;
      }
      default:
        return message satisfies never;
    }
  }
}

/** @returns whether there was somebody to hear it */
async function told(signal: () => Promise<void>): Promise<boolean> {
  try {
    await signal();
    return true;
  } catch {
    // The action has ended: it needs not know.
    return false;
  }
}
