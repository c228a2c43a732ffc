import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { type ActionDocument, ActionState } from '#core/actions/action';
import { mayFollow } from '#core/actions/action-life';
import type { ActionRecord } from '#core/actions/action-work';
import type { ActionInput, ActionNotice, ResolveUnknown, UndoAction } from '#core/actions/action-messages';
import type { Person } from '#core/actions/person';
import { recording, telling } from './activities.ts';
import { renderActionBoard } from './board.ts';
import { actionChanged } from './messages.ts';
import { entered, noticeOf, type Telling, withText } from './record.ts';
import { AwaitingApproval, IncidentEnvironment, IncidentService } from '../search-attributes.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { now } from '../now.ts';
import { cut } from '#core/text/cut';
import { shortHash } from '#core/ids/short-hash';
import { runOfWorkflow } from '#core/ids/workflow-ids';

/** What ends an action before it is written, from outside. */
interface StopRequest {
  readonly kind: 'rejected' | 'withdrawn' | 'superseded' | 'cancelled';
  readonly reason: string;
  readonly by?: Person;
}

/** What was done, unless somebody stopped it. */
type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

export async function tried<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    return isCancellation(error) ? { kind: 'stopped' } : { kind: 'failed', reason: wordsOfFailure(error) };
  }
}

export type ActionControl = ReturnType<typeof openAction>;

/** One action while it lives: its record, and what people have said. The only mutable thing about it. */
export function openAction(input: ActionInput) {
  const { actionHash, bytes, notify } = input;
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
  let told: Telling = { settled: false, stays: false };
  let stopRequest: StopRequest | undefined;
  let writeBegan = false;
  const stopListeners = new Set<() => void>();
  let shown = '';
  let noticed = '';
  let news: ActionNotice | undefined;
  let noticing: Promise<void> | undefined;
  const tellings: Promise<void>[] = [];

  const said: { undo?: UndoAction; outcome?: ResolveUnknown } = {};

  function show(change: Partial<ActionRecord>, toRun: Partial<Telling> = {}): void {
    record = { ...record, ...change };
    told = { ...told, ...toRun };
    setCurrentDetails(renderActionBoard(record));
    publish();
    notice();
  }

  /** Memo and search attributes cost history: only what changed is told. */
  function publish(): void {
    const { document, state } = record;
    const isAwaiting = state === ActionState.awaiting;
    const memo = {
      title: document?.title ?? '',
      service: document?.service ?? '',
      environment: document?.environment ?? '',
      state,
      runId: document?.proposal.runId ?? '',
      incidentId: document?.incident?.id ?? '',
    };
    const facts = JSON.stringify(memo);
    if (facts === shown) return;
    const isNamed = shown !== '' && JSON.parse(shown).service === memo.service;
    const wasAwaiting = shown === '' ? undefined : JSON.parse(shown).state === ActionState.awaiting;
    shown = facts;
    upsertMemo(memo);
    const attributes = [
      ...(isAwaiting === wasAwaiting ? [] : [{ key: AwaitingApproval, value: isAwaiting }]),
      ...(isNamed || !document
        ? []
        : [
            { key: IncidentService, value: [document.service] },
            { key: IncidentEnvironment, value: document.environment },
          ]),
    ];
    if (attributes.length > 0) upsertSearchAttributes(attributes);
  }

  /** The run hears by signal of what it shows of its action. What became old while it was being told is left out. */
  function notice(): void {
    const runId = record.document?.proposal.runId ?? parent?.workflowId;
    // An approval is told with what comes of it, a moment later: Temporal starts no task of ours while it passes a signal on.
    if (runId === undefined || record.state === ActionState.approved) return;
    const newest = noticeOf(record, told, Date.now());
    const facts = JSON.stringify({ ...newest, at: '', by: undefined });
    if (facts === noticed) return;
    noticed = facts;
    news = newest;
    noticing ??= tellRun(runId);
  }

  async function tellRun(runId: string): Promise<void> {
    const run = getExternalWorkflowHandle(runId);
    while (news) {
      const one = news;
      news = undefined;
      // A run that has ended needs not know.
      await run.signal(actionChanged, one).catch(() => {});
    }
    noticing = undefined;
  }

  return {
    input,
    said,
    record: () => record,
    /** @throws Error before it is known: a bug of ours */
    document(): ActionDocument {
      if (!record.document) throw new Error('the action has no document yet');
      return record.document;
    },
    show,
    /** @throws Error where that state may not follow: a bug of ours, told by whoever catches it */
    enter(state: ActionState, reason?: string, change: Partial<ActionRecord> = {}, toRun: Partial<Telling> = {}): void {
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
    problem(text: string): void {
      show({ problems: withText(record.problems, text) });
    },
    stopRequest: () => stopRequest,
    /** The first counts. */
    stop(request: StopRequest): void {
      // One that came too late to stop the write is no reason to stay.
      if (stopRequest && !(request.kind === 'cancelled' && record.result !== undefined)) return;
      stopRequest = request;
      for (const listener of [...stopListeners]) listener();
    },
    onStop(listener: () => void): () => void {
      stopListeners.add(listener);
      return () => void stopListeners.delete(listener);
    },
    beginWrite: () => (writeBegan = true),
    hasBegunToWrite: () => writeBegan,
    /** Does something that can be given up at any moment, because it only looks. */
    async attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
      if (stopRequest) return { kind: 'stopped' };
      const scope = new CancellationScope();
      const listener = () => scope.cancel();
      stopListeners.add(listener);
      const came = await tried(() => scope.run(work));
      stopListeners.delete(listener);
      return came;
    },
    /** Tells people, once per key; whether they hear it never changes what happens. */
    tell(key: string, text: string, isEscalation = false): void {
      if (!notify) return;
      const to = isEscalation ? (notify.escalateTo ?? notify.to) : notify.to;
      const { document } = record;
      const runId = document?.proposal.runId ?? runOfWorkflow(parent?.workflowId ?? workflowId);
      const path = `${document?.proposal.path ?? 'action'}#${shortHash(actionHash)}-${key}`;
      const request = { runId, incidentId: document?.incident?.id, path, to, service: document?.service, text };
      const options = { summary: cut(`Tell ${to}: ${key}`, 120) };
      const sending = telling(notify.taskQueue)
        .sendNotification.executeWithOptions(options, [request])
        .then(
          () => {},
          (error: unknown) =>
            show({ problems: withText(record.problems, `${to} was not told: ${wordsOfFailure(error)}`) }),
        );
      tellings.push(sending);
    },
    /** Everything that was sent has been heard, or will not be. */
    async allTold(): Promise<void> {
      await Promise.all(tellings);
      await noticing;
    },
  };
}
