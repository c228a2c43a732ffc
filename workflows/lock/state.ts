import type { ActionHash } from '#core/ids/action-hash';
import type { AnnounceAction } from '#core/actions/service-lock';
import type { LockGrant, LockRequest, LockState, PastAction, ReleaseLock } from '#core/actions/service-lock';

// The decisions of a service lock, as pure functions. One action at a time; there is no queue, busy is an answer.

/** The state of a lock across continue-as-new. */
export interface LockData extends LockState {
  /** The newest proposal of each step of each run, so that an older one can be superseded. */
  readonly proposals: readonly AnnounceAction[];
}

const mostPast = 200;
const pastMilliseconds = 7 * 86_400_000;
const mostProposals = 200;

export function openLock(environment: string, service: string): LockData {
  return { environment, service, narrowed: [], fence: 0, past: [], proposals: [] };
}

/** @param now milliseconds since 1970 */
export function requestedLock(
  before: LockData,
  request: LockRequest,
  now: number,
): { readonly lock: LockData; readonly grant: LockGrant } {
  const lock = lapsedLock(before, now);
  const { actionHash, part, target, leaseSeconds, automatic } = request;
  const { holder } = lock;
  const narrowed = lock.narrowed.find((one) => one.target === target);
  const isItsOwn = holder?.actionHash === actionHash && holder.part === part;
  const inTheWay = isItsOwn ? undefined : (holder ?? narrowed);
  if (inTheWay) return { lock, grant: { kind: 'busy', actionHash, part, holder: inTheWay.actionHash } };
  const leaseUntil = new Date(now + leaseSeconds * 1000).toISOString();
  // The holder asks again because the answer was lost: same grant.
  const fence = isItsOwn ? holder.fence : lock.fence + 1;
  const isCounted = !isItsOwn && part === 'do';
  const at = new Date(now).toISOString();
  const past = isCounted
    ? remembered([...lock.past, { actionHash, at, target, automatic, end: 'running' }], now)
    : lock.past;
  return {
    lock: { ...lock, fence, past, holder: { actionHash, part, fence, leaseUntil } },
    grant: { kind: 'granted', actionHash, part, fence, leaseUntil },
  };
}

/**
 * The holder releases the lock, or an earlier holder reports its outcome. Releases by others are ignored.
 * @param now milliseconds since 1970
 */
export function releasedLock(before: LockData, release: ReleaseLock, now: number): LockData {
  const lock = lapsedLock(before, now);
  const { actionHash, part, end, narrowTo } = release;
  const isHolder = lock.holder?.actionHash === actionHash && lock.holder.part === part;
  const isNarrowing = lock.narrowed.some((one) => one.actionHash === actionHash);
  const isRunning = lock.past.some((one) => one.actionHash === actionHash && one.end === 'running');
  // After its lease too: the outcome at that target is unknown, so no other action may touch it.
  const isToNarrow = narrowTo !== undefined && (isHolder || lock.past.some((one) => one.actionHash === actionHash));
  if (!isHolder && !isNarrowing && !isRunning && !isToNarrow) return lock;
  const narrowed = lock.narrowed.filter((one) => one.actionHash !== actionHash);
  const since = new Date(now).toISOString();
  return {
    ...lock,
    holder: isHolder ? undefined : lock.holder,
    narrowed: isToNarrow ? [...narrowed, { actionHash, target: narrowTo, since }] : narrowed,
    // An undo says nothing about whether the action itself went well.
    past: part === 'do' ? remembered(withEnd(lock.past, actionHash, end), now) : lock.past,
  };
}

/** Drops a holder whose lease has passed; its action counts as bad. */
export function lapsedLock(lock: LockData, now: number): LockData {
  const { holder } = lock;
  if (!holder || Date.parse(holder.leaseUntil) > now) return lock;
  const past = holder.part === 'do' ? withEnd(lock.past, holder.actionHash, 'bad') : lock.past;
  return { ...lock, holder: undefined, past: remembered(past, now) };
}

/** @returns `older`: the proposal of the same step that this one supersedes */
export function announcedLock(
  lock: LockData,
  proposal: AnnounceAction,
): { readonly lock: LockData; readonly older?: AnnounceAction } {
  const isOfItsStep = ({ runId, path }: AnnounceAction) => runId === proposal.runId && path === proposal.path;
  const found = lock.proposals.find(isOfItsStep);
  if (found?.actionHash === proposal.actionHash) return { lock };
  const proposals = [...lock.proposals.filter((one) => !isOfItsStep(one)), proposal].slice(-mostProposals);
  return { lock: { ...lock, proposals }, ...(found ? { older: found } : {}) };
}

/** Sets the end of its last grant; the ends of earlier grants stay. */
function withEnd(past: readonly PastAction[], actionHash: ActionHash, end: PastAction['end']): readonly PastAction[] {
  const last = past.findLastIndex((one) => one.actionHash === actionHash);
  return past.map((one, index) => (index === last ? { ...one, end } : one));
}

function remembered(past: readonly PastAction[], now: number): readonly PastAction[] {
  return past.filter(({ at }) => Date.parse(at) > now - pastMilliseconds).slice(-mostPast);
}
