import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { ActionState } from '#core/actions/action';
import type { ActionNotice } from '#core/actions/action-messages';
import type { ActionRecord } from '#core/actions/action-work';
import { actionChanged } from './messages.ts';
import { noticeOf, type ShownToRun } from './record.ts';

/**
 * Signals to the run what it shows of its action, one at a time. A notice that a newer one has replaced before it could be
 * sent is left out.
 * @param parent the workflow that started the action: its run, where the document does not say so yet
 */
export function openReports(parent: string | undefined) {
  let reported = '';
  let next: ActionNotice | undefined;
  let sending: Promise<void> | undefined;

  async function send(runId: string): Promise<void> {
    const run = getExternalWorkflowHandle(runId);
    while (next) {
      const notice = next;
      next = undefined;
      // The run may already have ended; ignore that.
      await run.signal(actionChanged, notice).catch(() => {});
    }
    sending = undefined;
  }

  return {
    report(record: ActionRecord, shown: ShownToRun): void {
      const runId = record.document?.proposal.runId ?? parent;
      // The notice that follows an approval a moment later covers it: Temporal starts no task of this workflow while it
      // passes a signal on.
      if (runId === undefined || record.state === ActionState.approved) return;
      const notice = noticeOf(record, shown, Date.now());
      const facts = JSON.stringify({ ...notice, at: '', by: undefined });
      if (facts === reported) return;
      reported = facts;
      next = notice;
      sending ??= send(runId);
    },
    /** Resolves when nothing is being sent. */
    settled: async (): Promise<void> => sending,
  };
}
