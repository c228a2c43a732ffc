import {
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type ActionHash } from '#core/ids/action-hash';
import { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import type { ProposeAnswer } from '#core/actions/action-work';
import type { ActionNotice } from '#core/actions/action-messages';
import type { RunRequest } from '#core/runs/run-messages';
import type { Person } from '#core/actions/person';
import type { PreparedRun, StepAction } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { action } from '../action/action.ts';
import { undoSignal, withdrawSignal } from '../action/messages.ts';
import { proposing } from '../activities.ts';
import { effect } from '../effect.ts';
import { now } from '../now.ts';
import { endOfAction } from './action-notices.ts';
import type { EffectEnd, ProposedWrite, StepRuntime, WriteEnd, WriteProgress } from './steps/runtime.ts';
import type { StepScope } from './steps/step-scope.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';
import { shortHash } from '#core/ids/short-hash';
import { actionWorkflowId, runOfWorkflow } from '#core/ids/workflow-ids';

/** A target may change while people decide; one that keeps changing is left alone. */
const mostProposals = 3;
const proposeWithinSeconds = 300;
const undoWithinSeconds = 600;
/** The largest number of steps of a run, with all their proposals. Further, forged notices are dropped. */
const mostNotices = 6000;

interface RunOfActions {
  readonly request: RunRequest;
  readonly prepared: () => PreparedRun | undefined;
  /** From before continue-as-new. */
  readonly notices: readonly ActionNotice[];
}

/** The actions of a run: proposes, starts and follows them. They outlive the run, and report by signal. */
export function createRunActions({ request, prepared, notices: before }: RunOfActions) {
  const notices = new Map<ActionHash, ActionNotice>(before.map((notice) => [notice.actionHash, notice]));
  const byRun = (): Person => ({ name: cut(workflowInfo().workflowId, 200), channel: 'temporal', verified: false });

  /** Ended without a final notice: terminated, or not an action. */
  const lose = (actionHash: ActionHash, reason: string) => {
    if (notices.get(actionHash)?.settled) return;
    const at = now();
    notices.set(actionHash, { actionHash, state: ActionState.unknown, reason, settled: true, undoable: false, at });
  };

  async function propose(
    { path, step, title, parameters, target, expectation, evidence }: ProposedWrite,
    number: number,
    { taskQueue, escalateTo, approvalsUrl }: NonNullable<PreparedRun['execution']>,
    scope: StepScope,
  ): Promise<EffectEnd<{ readonly hash: ActionHash }>> {
    const { workflowId, taskQueue: notifyQueue } = workflowInfo();
    const { incident, by } = request;
    const known = prepared();
    if (!known) throw new Error('a run proposes nothing before it is prepared');
    const asked = {
      proposal: { runId: runOfWorkflow(workflowId), path, number },
      startedBy: by,
      title: cut(title, 200),
      evidence,
      ...(incident ? { incident: { id: incident.incidentId, workflowId: incident.workflowId } } : {}),
      runbook: { name: known.runbook.name, sha256: known.sha256 },
      environment: target.environment,
      service: target.service,
      server: step.server,
      tool: step.tool,
      parameters,
      expectation,
      ifNotVerified: step.ifNotVerified,
      approvalWithinSeconds: step.approvalWithinSeconds,
    };
    const summary = cut(`${path} · propose ${step.server}.${step.tool}: ${title}`, 120);
    const options = { scheduleToCloseTimeout: proposeWithinSeconds * 1000, summary };
    const answered = await effect(
      scope,
      proposeWithinSeconds,
      async (): Promise<{ readonly answer: ProposeAnswer }> => ({
        answer: await proposing.proposeAction.executeWithOptions(options, [asked]),
      }),
    );
    if (answered.kind !== 'done') return answered;
    const { answer } = answered;
    if (answer.kind === 'refused') return { kind: 'failed', reason: answer.reason };
    if (scope.cause) return { kind: 'stopped' };
    const { bytes, actionHash } = answer;
    try {
      const child = await startChild<typeof action>('action', {
        workflowId: actionWorkflowId(actionHash),
        taskQueue,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: cut(`${step.tool} on ${target.service} in ${target.environment}: ${title}`, 200),
        args: [
          {
            bytes,
            actionHash,
            notify: {
              taskQueue: notifyQueue,
              to: 'owner',
              escalateTo,
              page: approvalsUrl && `${approvalsUrl}/actions/${actionHash}`,
            },
          },
        ],
      });
      child.result().then(
        ({ state }) => lose(actionHash, `its action ended ${state} without saying so`),
        (error: unknown) => lose(actionHash, `its action broke off: ${wordsOfFailure(error)}`),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError))
        return { kind: 'failed', reason: wordsOfFailure(error) };
      // After a reset: its notices are in this history too.
    }
    return { kind: 'done', hash: actionHash };
  }

  /** Waits until the action has settled. A write in progress is never abandoned, whatever stops its step. */
  async function follow({ hash, number }: StepAction, scope: StepScope, progress: WriteProgress) {
    let shown: ActionNotice | undefined;
    let withdrawn = false;
    for (;;) {
      const notice = notices.get(hash);
      if (notice && notice !== shown) {
        shown = notice;
        const { state, deadlineAt, decidedAt, writtenAt } = notice;
        const by = notice.by?.name;
        const known = progress.action()?.decided;
        // The person who undoes it later is not the one who decided on it.
        const isNew = decidedAt !== undefined && decidedAt !== known?.at;
        const decided = isNew ? { at: decidedAt, ...(by ? { by } : {}) } : known;
        const isWaiting = state === ActionState.awaiting || (state === ActionState.notVerified && !notice.settled);
        progress.show({
          state: isWaiting && !notice.settled ? 'waiting' : 'running',
          action: {
            hash,
            state,
            number,
            ...(deadlineAt === undefined ? {} : { deadlineAt }),
            ...(decided ? { decided } : {}),
            ...(writtenAt === undefined ? {} : { writtenAt }),
          },
          deadlineAt,
          summary: actionWords(state),
        });
      }
      // Written, and only the undo is open: the action asks people for that, also without its run.
      if (notice?.settled || (scope.cause && notice?.state === ActionState.notVerified)) return { notice, withdrawn };
      if (scope.cause && !withdrawn) {
        withdrawn = true;
        try {
          const reason = cut(`the run has stopped: ${scope.reason}`, 1000);
          await getExternalWorkflowHandle(actionWorkflowId(hash)).signal(withdrawSignal, { reason, by: byRun() });
        } catch (error) {
          lose(hash, `its action is gone: ${wordsOfFailure(error)}`);
        }
        continue;
      }
      progress.throwIfSuspending();
      // No timeout: the action settles, or the deadline of the run stops the scope.
      await condition(
        () => notices.get(hash) !== shown || (scope.cause !== undefined && !withdrawn) || progress.isSuspending(),
      );
    }
  }

  async function write(
    proposed: ProposedWrite,
    scope: StepScope,
    progress: WriteProgress,
  ): Promise<EffectEnd<WriteEnd>> {
    const { step, target } = proposed;
    const execution = prepared()?.execution;
    if (!execution) {
      const reason = `${step.server}.${step.tool} on ${target.service}: this installation writes nothing; do it by hand, or give the environment of a tool server "writes" in holdfast.yaml`;
      return { kind: 'done', outcome: StepOutcome.writeUnavailable, reason, undoable: false };
    }
    for (;;) {
      let standing = progress.action();
      const last = standing && notices.get(standing.hash);
      const isToProposeAnew =
        last?.state === ActionState.stale &&
        last.settled &&
        standing &&
        standing.number < mostProposals &&
        !scope.cause;
      if (!standing || isToProposeAnew) {
        const number = (standing?.number ?? 0) + 1;
        const came = await progress.effect(() => propose(proposed, number, execution, scope));
        if (came.kind !== 'done') return came;
        standing = { hash: came.hash, state: ActionState.proposed, number };
        progress.show({
          state: 'running',
          action: standing,
          summary: `${actionWords(ActionState.proposed)} ${came.hash}`,
        });
      }
      const { notice, withdrawn } = await follow(standing, scope, progress);
      if (!notice) throw new Error('an action that has settled has said so');
      if (withdrawn && notice.state === ActionState.withdrawn) return { kind: 'stopped' };
      const isStale = notice.state === ActionState.stale && standing.number < mostProposals;
      if (isStale && scope.cause) return { kind: 'stopped' };
      if (!isStale) return endOfAction(notice, standing.number);
    }
  }

  const undo: StepRuntime['undo'] = async ({ path, action: known }, scope) => {
    if (!known) return { kind: 'failed', reason: `${path} has written nothing that could be undone` };
    const { hash } = known;
    const ended = () => {
      const notice = notices.get(hash);
      const isUndone = notice?.state === ActionState.undone || notice?.state === ActionState.undoFailed;
      return isUndone && notice.settled ? notice : undefined;
    };
    if (!ended()) {
      const message = { answer: 'undo', reason: 'the run undoes what it has written', by: byRun() } as const;
      try {
        await getExternalWorkflowHandle(actionWorkflowId(hash)).signal(undoSignal, message);
      } catch {
        const reason = `the action ${shortHash(hash)} cannot be undone any more: its time is over, or a person keeps it`;
        return { kind: 'failed', reason };
      }
      await condition(() => ended() !== undefined || scope.cause !== undefined, undoWithinSeconds * 1000, {
        summary: `${path} · undo`,
      });
    }
    const end = ended();
    if (end?.state === ActionState.undone) return { kind: 'done', summary: end.reason ?? 'undone' };
    if (end) return { kind: 'failed', reason: end.reason ?? 'it could not be undone' };
    if (scope.cause) return { kind: 'stopped' };
    return {
      kind: 'failed',
      reason: `it was not undone within ${undoWithinSeconds} s: see the action ${shortHash(hash)}`,
    };
  };

  return {
    write,
    undo,
    /** Idempotent: the newest counts. */
    receive(notice: ActionNotice): void {
      const known = notices.get(notice.actionHash);
      if (known ? known.at <= notice.at : notices.size < mostNotices) notices.set(notice.actionHash, notice);
    },
    /** The notices of these actions, for continue-as-new. */
    noticesOf(hashes: ReadonlySet<ActionHash>): readonly ActionNotice[] {
      return [...notices.values()].filter(({ actionHash }) => hashes.has(actionHash));
    },
  };
}
