import type { IncidentState, TimelineEntry } from '#core/incidents/incident';
import type { RunNotice, RunRequest, RunWrite, StartRun } from '#core/runs/run-messages';
import { deliveriesOf, note } from './state.ts';
import { cut } from '#core/text/cut';
import { runIdOf } from '#core/ids/workflow-ids';

// The runs in the state of an incident. Pure, like state.ts.

/** Per incident, ended runs included. */
const mostRuns = 50;

export function activeRuns({ runs = [] }: IncidentState): readonly RunNotice[] {
  return runs.filter(({ state }) => state !== 'ended');
}

/** Why a runbook cannot be started now. */
export function refuseStart(state: IncidentState, { runbook }: StartRun): string | undefined {
  const { handsOff, runs = [], phase, incidentId } = state;
  if (phase === 'closed') return 'the incident is closed';
  if (handsOff)
    return `hands are off this incident since ${handsOff.at} (${handsOff.by.name}: ${handsOff.reason}): let automation run again first (holdfast hands-off ${incidentId} --lift --reason ...)`;
  const same = activeRuns(state).find((run) => run.runbook === runbook);
  if (same) return `"${runbook}" runs already: ${same.runId}`;
  return runs.length >= mostRuns ? `this incident has had ${mostRuns} runs, which is the most it may have` : undefined;
}

export function requestOf(state: IncidentState, message: StartRun): RunRequest {
  const {
    incidentId,
    workflowId,
    title,
    severity,
    environment,
    services,
    startedAt,
    receivedAt,
    brief,
    runs = [],
  } = state;
  return {
    ...message,
    runId: runIdOf(incidentId, runs.length + 1),
    incident: {
      incidentId,
      workflowId,
      title,
      severity,
      environment,
      services,
      startedAt,
      receivedAt,
      briefDigest: brief?.digest,
      deliveries: deliveriesOf(state),
      alerts: state.alerts,
    },
  };
}

/** Merges the notice of a run. One that is not a run of this incident is ignored. */
export function mergeRunNotice(state: IncidentState, notice: RunNotice): IncidentState {
  const { runs = [] } = state;
  const known = runs.find(({ runId }) => runId === notice.runId);
  if (!known || known.state === 'ended') return state;
  const next = { ...state, runs: runs.map((run) => (run === known ? notice : run)) };
  const entries = [...writeEntries(known, notice), ...[entryOf(known, notice) ?? []].flat()];
  return entries.reduce(note, next);
}

/** The states of a write that stand in the timeline: decisions and outcomes. */
const toldStates: Partial<Record<RunWrite['state'], string>> = {
  awaiting: 'waits for approval',
  approved: 'is approved',
  executed: 'is written',
  verified: 'is written, and the success check passed',
  not_verified: 'is written, but no improvement was observed',
  undone: 'is undone',
  undo_failed: 'could not be undone',
  unknown: 'may have been written: a person has to look',
  rejected: 'is rejected',
  expired: 'expired without a decision',
  blocked: 'is forbidden by policy',
  withdrawn: 'is withdrawn',
};

function writeEntries({ writes: before = [] }: RunNotice, { writes = [], at }: RunNotice): readonly TimelineEntry[] {
  return writes.flatMap(({ actionHash, title, state, by }) => {
    const words = toldStates[state];
    const known = before.find((write) => write.actionHash === actionHash);
    if (words === undefined || known?.state === state) return [];
    const who = by !== undefined && (state === 'approved' || state === 'rejected') ? ` by ${by}` : '';
    return [{ at, kind: 'run' as const, text: cut(`Write "${title}" ${words}${who}`, 500) }];
  });
}

function entryOf(
  known: RunNotice,
  { at, title, runbook, state, outcome, reason, waitingFor }: RunNotice,
): TimelineEntry | undefined {
  const name = title === runbook ? `"${runbook}"` : `"${title}"`;
  if (state === 'ended')
    return {
      at,
      kind: 'run',
      text: cut(`Runbook ${name} ended: ${outcome ?? ''}${reason ? ` (${reason})` : ''}`, 500),
    };
  if (known.state === 'starting' && state === 'running') return { at, kind: 'run', text: `Runbook ${name} runs` };
  if (state === 'paused' && known.state !== 'paused') return { at, kind: 'run', text: `Runbook ${name} is paused` };
  if (waitingFor !== undefined && waitingFor !== known.waitingFor)
    return { at, kind: 'run', text: cut(`Runbook ${name} asks ${waitingFor}`, 500) };
  return undefined;
}
