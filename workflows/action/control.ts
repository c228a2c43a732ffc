import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { type ActionDocument, ActionState } from '#core/actions/action';
import { mayFollow } from '#core/actions/action-life';
import type { ActionInput, ResolveUnknown, UndoAction } from '#core/actions/action-messages';
import type { ActionRecord } from '#core/actions/action-work';
import type { Person } from '#core/actions/person';
import { now } from '../now.ts';
import { recording } from './activities.ts';
import { renderActionBoard } from './board.ts';
import { openNotifications } from './notifications.ts';
import { entered, type ShownToRun, withText } from './record.ts';
import { openReports } from './reports.ts';
import { openStop } from './stop.ts';
import { openVisibility } from './visibility.ts';

export type ActionControl = ReturnType<typeof openAction>;

/** The state of one action: its record, and what people have asked of it. Every change of the record is shown at once. */
export function openAction(input: ActionInput) {
  const { actionHash, bytes } = input;
  const { workflowId, parent, startTime } = workflowInfo();
  const proposed = { state: ActionState.proposed, at: new Date(startTime).toISOString() };
  let record: ActionRecord = {
    actionHash,
    workflowId,
    bytes,
    state: proposed.state,
    steps: [proposed],
    decisions: [],
    refused: [],
    refusedCount: 0,
    problems: [],
    ended: false,
  };
  let shown: ShownToRun = { settled: false, stays: false };
  let writeBegan = false;
  const said: { undo?: UndoAction; outcome?: ResolveUnknown } = {};

  const publish = openVisibility();
  const reports = openReports(parent?.workflowId);
  const notifications = openNotifications(input, parent?.workflowId ?? workflowId, problem);
  const stops = openStop(() => record.result !== undefined);

  function show(change: Partial<ActionRecord>, toRun: Partial<ShownToRun> = {}): void {
    record = { ...record, ...change };
    shown = { ...shown, ...toRun };
    setCurrentDetails(renderActionBoard(record));
    publish(record);
    reports.report(record, shown);
  }

  function problem(text: string): void {
    show({ problems: withText(record.problems, text) });
  }

  return {
    ...stops,
    input,
    said,
    record: () => record,
    /** @throws Error before it is known: a bug in Holdfast */
    document(): ActionDocument {
      if (!record.document) throw new Error('the action has no document yet');
      return record.document;
    },
    show,
    /** @throws Error where that state may not follow: a bug in Holdfast, which the workflow reports as it ends */
    enter(
      state: ActionState,
      reason?: string,
      change: Partial<ActionRecord> = {},
      toRun: Partial<ShownToRun> = {},
    ): void {
      show({ ...entered(record, state, now(), reason), ...change }, toRun);
    },
    mayEnter: (state: ActionState) => mayFollow(record.state, state),
    /** Durable when it resolves. */
    async audit(by?: Person): Promise<void> {
      const { state, steps, document } = record;
      const { reason } = steps.at(-1) ?? {};
      const request = { actionHash, state, reason, incident: document?.incident?.id, by };
      await recording.recordAction.executeWithOptions({ summary: `Record: ${state}` }, [request]);
    },
    refuse(reason: string): void {
      show({ refused: withText(record.refused, reason), refusedCount: record.refusedCount + 1 });
    },
    problem,
    beginWrite: () => (writeBegan = true),
    hasBegunToWrite: () => writeBegan,
    notify: (key: string, text: string, isEscalation = false) => notifications.send(record, key, text, isEscalation),
    /** Resolves when every notification and every report to the run has been sent or has failed. */
    async settled(): Promise<void> {
      await notifications.settled();
      await reports.settled();
    },
  };
}
