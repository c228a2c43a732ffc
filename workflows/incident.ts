import {
  ApplicationFailure,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeliveryNotice } from '#core/vocabulary/alert';
import { FailureType } from '#core/vocabulary/failure-type';
import type { IncidentState } from '#core/vocabulary/incident';
import type { CancelRun, HandsOff, RunNotice, RunRequest, StartRun } from '#core/vocabulary/run';
import {
  abandonInvestigation,
  beginInvestigation,
  deliveriesOf,
  enterPhase,
  isDeliveryNotice,
  isResolved,
  mergeDelivery,
  needsInvestigation,
  note,
  openIncident,
  renderBoard,
  updateItem,
} from './incident-state.ts';
import { activeRuns, isRunNotice, mergeRunNotice, refuseStart, requestOf } from './incident-runs.ts';
import { investigation } from './investigation.ts';
import { deliver, handsOff, incidentQuery, runChanged, startRun, stopAutomation } from './messages.ts';
import { checkReasoned, checkStart } from './run-messages.ts';
import type { runRunbook } from './run-runbook.ts';
import { IncidentEnvironment, IncidentPhaseAttribute, IncidentService, IncidentSeverity } from './search-attributes.ts';

/** What the gateway starts an incident with. Pinned: a changed configuration concerns the next incident. */
export interface IncidentInput {
  readonly integration: string;
  readonly environment?: string;
  readonly settleSeconds: number;
  readonly quietSeconds: number;
  /** Set when the incident goes on in a new run. */
  readonly continued?: { readonly state: IncidentState; readonly inbox: readonly DeliveryNotice[] };
}

/** Well below what the server enforces, so that a run stays quick to replay and to read. */
const eventLimit = 5000;
const historyByteLimit = 2 * 1024 * 1024;

/** The durable case of one alert group: investigates, follows the alerts, closes when they are quiet. */
export async function incident(input: IncidentInput): Promise<IncidentState> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  let state =
    input.continued?.state ??
    openIncident({
      incidentId: `${workflowId}-${firstExecutionRunId.slice(0, 8)}`,
      workflowId,
      integration: input.integration,
      environment: input.environment,
    });
  const inbox: DeliveryNotice[] = [...(input.continued?.inbox ?? [])];
  const starts: RunRequest[] = [];
  const notices: RunNotice[] = [];
  const stops: CancelRun[] = [];
  let malformed = 0;
  let investigating = false;

  setHandler(
    deliver,
    (notice: unknown) => {
      if (isDeliveryNotice(notice)) inbox.push(notice);
      else malformed++;
    },
    { description: 'A delivery of this alert group by the gateway' },
  );
  setHandler(incidentQuery, () => state, { description: 'Everything known of this incident, as the page shows it' });
  setRunHandlers();

  let published = '';
  const publish = (next: IncidentState) => {
    state = next;
    setCurrentDetails(renderBoard(state));
    // Search attributes and memo cost history events: only what changed is told.
    const facts = JSON.stringify([state.phase, state.severity, state.services, state.title, state.brief?.digest]);
    if (facts === published) return;
    published = facts;
    upsertSearchAttributes([
      { key: IncidentPhaseAttribute, value: state.phase },
      { key: IncidentSeverity, value: state.severity },
      { key: IncidentService, value: state.services.slice(0, 20) },
      ...(state.environment ? [{ key: IncidentEnvironment, value: state.environment }] : []),
    ]);
    upsertMemo({
      incidentId: state.incidentId,
      title: state.title,
      headline: state.brief?.headline[1] ?? '',
      briefDigest: state.brief?.digest ?? '',
    });
  };
  const drain = () => {
    let next = state;
    for (const notice of inbox.splice(0)) next = mergeDelivery(next, notice);
    for (const notice of notices.splice(0)) next = mergeRunNotice(next, notice);
    if (!investigating && next.phase === 'acting' && activeRuns(next).length === 0) next = enterPhase(next, 'briefed');
    if (malformed > 0) {
      next = note(next, { at: now(), kind: 'incident', text: `${malformed} malformed delivery signals were ignored` });
      malformed = 0;
    }
    publish(next);
  };

  // Who starts an incident delivers with it; without a delivery there is nothing to investigate.
  if (!(await condition(() => inbox.length > 0 || state.alerts.length > 0, '1m'))) {
    throw ApplicationFailure.nonRetryable('No delivery arrived within a minute of the start', FailureType.noDelivery);
  }
  drain();

  let quietUntil = 0;
  for (;;) {
    if (!investigating && needsInvestigation(state)) {
      await settle(input.settleSeconds, () => state.severity === 'critical', inbox, drain);
      investigating = true;
      void investigate().finally(() => (investigating = false));
    }
    for (const request of starts.splice(0)) await begin(request);
    for (const stop of stops.splice(0)) await stopRuns(stop);
    if (!isResolved(state) || activeRuns(state).length > 0) {
      quietUntil = 0;
      if (state.phase === 'watching') publish(enterPhase(state, 'briefed'));
    } else if (!investigating) {
      if (quietUntil === 0) {
        quietUntil = Date.now() + input.quietSeconds * 1000;
        publish(enterPhase(state, 'watching'));
      }
      if (Date.now() >= quietUntil) break;
    }
    const before = investigating;
    const woken = () =>
      [inbox, notices, starts, stops].some(({ length }) => length > 0) || malformed > 0 || investigating !== before;
    // Without a deadline where an alert still fires: its source will say when it resolves.
    if (quietUntil > 0)
      await condition(woken, Math.max(1, quietUntil - Date.now()), { summary: 'Quiet before closing' });
    else await condition(woken);
    drain();
    const { historyLength, historySize } = workflowInfo();
    const isIdle = !investigating && starts.length === 0 && stops.length === 0 && notices.length === 0;
    if (isIdle && (historyLength > eventLimit || historySize > historyByteLimit)) {
      await continueAsNew<typeof incident>({ ...input, continued: { state, inbox: inbox.splice(0) } });
    }
  }
  publish(
    enterPhase(note(state, { at: now(), kind: 'incident', text: 'All alerts resolved and quiet: closed' }), 'closed'),
  );
  // The handlers only enqueue, so none is left unfinished; what arrived before this task ended woke the loop above.
  return state;

  function setRunHandlers(): void {
    setHandler(
      runChanged,
      (notice: unknown) => {
        if (isRunNotice(notice)) notices.push(notice);
        else malformed++;
      },
      { description: 'How a run of this incident stands' },
    );
    setHandler(
      startRun,
      (message: StartRun) => {
        const request = requestOf(state, message);
        starts.push(request);
        const { runId, runbook } = request;
        const notice: RunNotice = { runId, runbook, title: runbook, state: 'starting', at: now() };
        publish({ ...state, runs: [...(state.runs ?? []), notice] });
        return { runId };
      },
      {
        description: 'Start a runbook for this incident: {"runbook", "inputs": {}, "by"}',
        validator: (message) => refuse(checkStart(message) ?? refuseStart(state, message)),
      },
    );
    setHandler(
      handsOff,
      ({ off, reason, by }: HandsOff) => {
        const entry = {
          at: now(),
          kind: 'run',
          text: `${off ? 'Hands off' : 'Automation may run again'}: ${by.name}, ${reason}`,
        } as const;
        publish(note({ ...state, handsOff: off ? { by, reason, at: now() } : undefined }, entry));
        if (off) stops.push({ by, reason, handsOff: true });
      },
      {
        description: 'Stop automation for this incident, or let it run again: {"off": true, "reason", "by"}',
        validator: (message) =>
          refuse(
            checkReasoned(message) ??
              (typeof message.off === 'boolean' ? undefined : '"off" is true or false') ??
              (message.off === (state.handsOff !== undefined)
                ? `hands are ${message.off ? 'off' : 'on'} already`
                : undefined),
          ),
      },
    );
  }

  async function begin(request: RunRequest): Promise<void> {
    const { runId, runbook, by } = request;
    try {
      await startChild<typeof runRunbook>('runRunbook', {
        workflowId: runId,
        args: [{ request }],
        // A run outlives its incident's history: it is ended by people and deadlines only.
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowTaskTimeout: '5s',
        staticSummary: `${runbook} for ${state.title}`.slice(0, 200),
        memo: { runId, incidentId: state.incidentId, title: runbook, runbook },
      });
      const phase = investigating ? state.phase : 'acting';
      publish(
        note({ ...state, phase }, { at: now(), kind: 'run', text: `${by.name} started the runbook "${runbook}"` }),
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      const reason = `it could not be started: ${error instanceof Error ? error.message : String(error)}`;
      const notice: RunNotice = {
        runId,
        runbook,
        title: runbook,
        state: 'ended',
        outcome: 'failed',
        reason,
        at: now(),
      };
      publish(mergeRunNotice(state, notice));
    }
  }

  async function stopRuns(message: CancelRun): Promise<void> {
    for (const { runId } of activeRuns(state)) {
      // One that has ended meanwhile tells so itself.
      await getExternalWorkflowHandle(runId)
        .signal(stopAutomation, message)
        .catch(() => {});
    }
  }

  async function investigate(): Promise<void> {
    publish(beginInvestigation(state));
    try {
      const brief = await investigation(
        {
          incidentId: state.incidentId,
          workflowId,
          deliveries: deliveriesOf(state),
          now: now(),
          receivedAt: state.receivedAt,
        },
        {
          planned: (plan, items) => {
            publish(
              note(
                { ...state, items, checklist: { name: plan.checklist.name, sha256: plan.checklistSha256 } },
                { at: now(), kind: 'investigation', text: `Checklist "${plan.checklist.name}" runs: ${plan.because}` },
              ),
            );
          },
          itemChanged: (id, change) => publish(updateItem(state, id, change)),
        },
      );
      publish(
        note(
          { ...enterPhase(state, activeRuns(state).length > 0 ? 'acting' : 'briefed'), brief },
          { at: brief.publishedAt, kind: 'brief', text: brief.headline[1] ?? brief.headline[0] ?? 'Brief published' },
        ),
      );
    } catch (error) {
      // The main loop is cancelled with it and ends the incident.
      if (isCancellation(error)) return;
      const text = `The investigation failed: ${error instanceof Error ? error.message : String(error)}`;
      publish(note(abandonInvestigation(state), { at: now(), kind: 'investigation', text }));
    }
  }
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw ApplicationFailure.nonRetryable(problem, FailureType.invalidRequest);
}

function now(): string {
  return new Date(Date.now()).toISOString();
}

/** Waits for more alerts of the group, so that one investigation covers them; critical ones are not kept waiting. */
async function settle(
  seconds: number,
  isCritical: () => boolean,
  inbox: readonly DeliveryNotice[],
  drain: () => void,
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while (!isCritical() && Date.now() < until) {
    await condition(() => inbox.length > 0, Math.max(1, until - Date.now()), {
      summary: 'Wait for more alerts of the group',
    });
    drain();
  }
}
