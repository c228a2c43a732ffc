import { type ActionHash, isActionHash } from '#core/ids/action-hash';
import type { AnnounceAction } from '#core/actions/action-work';
import type { LockRequest, ReleaseLock } from '#core/actions/service-lock';
import { actionWorkflowId } from '#core/ids/workflow-ids';

// Messages to a lock can be sent by hand: what does not look like one is dropped.

const isPart = (value: unknown): boolean => value === 'do' || value === 'undo';
const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** An answer goes to the action that asks and to nobody else. */
const isOwn = (workflowId: unknown, actionHash: ActionHash) => workflowId === actionWorkflowId(actionHash);

export function isLockRequest(value: unknown): value is LockRequest {
  if (!isObject(value)) return false;
  const { actionHash, target, part, leaseSeconds, automatic } = value;
  const isLease =
    typeof leaseSeconds === 'number' && Number.isInteger(leaseSeconds) && leaseSeconds >= 1 && leaseSeconds <= 7200;
  const isNamed = isActionHash(actionHash) && isText(target, 500);
  return isNamed && isPart(part) && isLease && typeof automatic === 'boolean';
}

export function isRelease(value: unknown): value is ReleaseLock {
  if (!isObject(value)) return false;
  const { actionHash, part, end, narrowTo } = value;
  const isEnd = end === 'good' || end === 'bad' || end === 'running';
  return isActionHash(actionHash) && isPart(part) && isEnd && (narrowTo === undefined || isText(narrowTo, 500));
}

export function isAnnouncement(value: unknown): value is AnnounceAction {
  if (!isObject(value)) return false;
  const { actionHash, workflowId, runId, path } = value;
  return isActionHash(actionHash) && isOwn(workflowId, actionHash) && isText(runId, 500) && isText(path, 500);
}
