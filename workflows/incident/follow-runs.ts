import { getExternalWorkflowHandle, isCancellation, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { IncidentState } from '#core/incidents/incident';
import { type CancelRun, HandsOff, RunNotice, type RunRequest, StartRun } from '#core/runs/run-messages';
import { activeRuns, mergeRunNotice, refuseStart, requestOf } from './runs.ts';
import { note } from './state.ts';
import { handsOff, startRun } from './messages.ts';
import { runChanged, stopAutomation } from '../run/messages.ts';
import { receiveSignal, receiveUpdate } from '../receive.ts';
import type { runRunbook } from '../run/run-runbook.ts';
import { now } from '../now.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';

/** The runs of an incident. Requests queue here until the incident's loop processes them. */
export interface FollowedRuns {
  /** Whether there is something to merge or to carry out. */
  isWoken(): boolean;
  /** Merges the notices that runs have sent since. */
  merge(state: IncidentState): IncidentState;
  /** Starts the requested runs, and stops all of them where hands are off. */
  carryOut(): Promise<void>;
}

export function followRuns({
  read,
  publish,
  drop,
}: {
  readonly read: () => IncidentState;
  readonly publish: (state: IncidentState) => void;
  readonly drop: (signal: string, problem: string) => void;
}): FollowedRuns {
  const starts: RunRequest[] = [];
  const notices: RunNotice[] = [];
  const stops: CancelRun[] = [];

  receiveSignal(runChanged, RunNotice, {
    description: 'How a run of this incident stands',
    handle: (notice) => void notices.push(notice),
    drop,
  });
  receiveUpdate(startRun, StartRun, {
    description: 'Start a runbook for this incident: {"runbook", "inputs": {}, "by"}',
    check: (message) => anotherIncident(read(), message) ?? refuseStart(read(), message),
    handle(message) {
      const state = read();
      const request = requestOf(state, message);
      starts.push(request);
      const { runId, runbook } = request;
      // Listed from now on, so that the incident does not close before the run has started.
      const notice: RunNotice = { runId, runbook, title: runbook, state: 'starting', at: now() };
      publish({ ...state, runs: [...(state.runs ?? []), notice] });
      return { runId };
    },
  });
  receiveUpdate(handsOff, HandsOff, {
    description: 'Stop automation for this incident, or let it run again: {"off": true, "reason", "by"}',
    check: (message) => anotherIncident(read(), message) ?? wrongTurn(read(), message),
    handle({ off, reason, by }) {
      const text = `${off ? 'Hands off' : 'Automation may run again'}: ${by.name}, ${reason}`;
      const state = { ...read(), handsOff: off ? { by, reason, at: now() } : undefined };
      publish(note(state, { at: now(), kind: 'run', text }));
      if (off) stops.push({ by, reason, handsOff: true });
    },
  });

  return {
    isWoken: () => [notices, starts, stops].some(({ length }) => length > 0),
    merge: (state) => notices.splice(0).reduce(mergeRunNotice, state),
    async carryOut() {
      for (const request of starts.splice(0)) publish(await begin(request, read, (notice) => notices.push(notice)));
      for (const stop of stops.splice(0)) await stopAll(read(), stop);
    },
  };
}

async function begin(
  request: RunRequest,
  read: () => IncidentState,
  failed: (notice: RunNotice) => void,
): Promise<IncidentState> {
  const { runId, runbook, by, incident } = request;
  try {
    const child = await startChild<typeof runRunbook>('runRunbook', {
      workflowId: runId,
      args: [{ request }],
      // A run outlives its incident's history: only people and deadlines end it.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout: '5s',
      staticSummary: cut(`${runbook} for ${incident?.title ?? 'an incident'}`, 200),
      memo: { runId, incidentId: incident?.incidentId, title: runbook, runbook },
    });
    // A run sends notices; it cannot report its own termination.
    child.result().catch((error: unknown) => failed(endedAs(request, `its workflow ended: ${wordsOfFailure(error)}`)));
    return note(read(), { at: now(), kind: 'run', text: `${by.name} started the runbook "${runbook}"` });
  } catch (error) {
    if (isCancellation(error)) throw error;
    return mergeRunNotice(read(), endedAs(request, `it could not be started: ${wordsOfFailure(error)}`));
  }
}

function endedAs({ runId, runbook }: RunRequest, reason: string): RunNotice {
  const at = now();
  return { runId, runbook, title: runbook, state: 'ended', outcome: 'failed', reason: cut(reason, 1000), at };
}

async function stopAll(state: IncidentState, message: CancelRun): Promise<void> {
  for (const { runId } of activeRuns(state)) {
    // The run may already have ended; its notice says so.
    await getExternalWorkflowHandle(runId)
      .signal(stopAutomation, message)
      .catch(() => {});
  }
}

function anotherIncident({ incidentId }: IncidentState, message: { readonly incidentId?: string }): string | undefined {
  if (message.incidentId === undefined || message.incidentId === incidentId) return undefined;
  return `this is ${incidentId}, a later incident of the same alerts: the one you mean is closed`;
}

function wrongTurn({ handsOff: present }: IncidentState, { off }: HandsOff): string | undefined {
  return off === (present !== undefined) ? `hands are ${off ? 'off' : 'on'} already` : undefined;
}
