import type { RecordActionRequest } from '#core/actions/action-work';
import type { ActionDependencies } from './dependencies.ts';

const marked = new Set<RecordActionRequest['state']>([
  ...(['withdrawn', 'superseded', 'cancelled', 'expired', 'stale', 'skipped', 'blocked', 'failed'] as const),
]);

/**
 * Puts a state of an action on record. An end that was told is an end: its mark forbids the write to every other history
 * of the same action.
 */
export function createRecordAction(dependencies: ActionDependencies) {
  return async function recordAction(record: RecordActionRequest): Promise<void> {
    const { actionHash, state, reason, by } = record;
    if (marked.has(state)) await dependencies.mark(actionHash, 'withdrawn', { state, reason, by: by?.name });
    await dependencies.recordState(record);
  };
}
