import { upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import { AwaitingApproval, IncidentEnvironment, IncidentService } from '../search-attributes.ts';

/** Keeps the memo and the search attributes of an action up to date. Each upsert costs history: only changes are sent. */
export function openVisibility(): (record: ActionRecord) => void {
  let shown: Readonly<Record<string, string>> | undefined;
  return ({ document, state }) => {
    const memo = {
      title: document?.title ?? '',
      service: document?.service ?? '',
      environment: document?.environment ?? '',
      state,
      runId: document?.proposal.runId ?? '',
      incidentId: document?.incident?.id ?? '',
    };
    const before = shown;
    if (before && JSON.stringify(memo) === JSON.stringify(before)) return;
    shown = memo;
    upsertMemo(memo);
    const isAwaiting = state === ActionState.awaiting;
    const wasAwaiting = before && before['state'] === ActionState.awaiting;
    const attributes = [
      ...(isAwaiting === wasAwaiting ? [] : [{ key: AwaitingApproval, value: isAwaiting }]),
      ...(!document || before?.['service'] === memo.service
        ? []
        : [
            { key: IncidentService, value: [document.service] },
            { key: IncidentEnvironment, value: document.environment },
          ]),
    ];
    if (attributes.length > 0) upsertSearchAttributes(attributes);
  };
}
