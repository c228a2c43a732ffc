import { setTimeout as pause } from 'node:timers/promises';
import { actionPath } from '#web/paths/approvals';
import type { Actions } from '#temporal/ports';
import type { ActionRecord } from '#core/actions/action-work';
import type { DecisionAnswer } from '#core/actions/decision';
import type { IncidentState } from '#core/incidents/incident';
import type { Incidents, Runs } from '#temporal/ports';
import { decideAs, startRunAs } from './act-as.ts';
import type { OnCallPerson } from './people.ts';
import type { Teller } from './teller.ts';
import { shortHash } from '#core/ids/short-hash';
import type { ActionHash } from '#core/ids/action-hash';

/** The outcome of a write in the story. */
export interface ToldWrite {
  readonly actionHash: ActionHash;
  readonly state: string;
  readonly approvedBy: readonly string[];
}

export interface CarryOnOptions {
  readonly state: IncidentState;
  readonly gatewayUrl: string;
  readonly approvalsUrl: string;
  readonly people: readonly OnCallPerson[];
  readonly incidents: Incidents;
  readonly runs: Runs;
  readonly actions: Actions;
  readonly teller: Teller;
  /**
   * Called with an action that awaits a decision and a function that makes the demo's people decide. Absent if the demo
   * is unattended: then they approve.
   */
  readonly onWaiting?: (record: ActionRecord, decide: (answer: DecisionAnswer) => Promise<void>) => void;
  readonly signal: AbortSignal;
}

const everyMilliseconds = 250;

/**
 * From the brief to the end: a person starts the recommended runbook, its write is approved, and the incident closes.
 */
export async function carryOn(options: CarryOnOptions): Promise<{
  readonly closed: IncidentState;
  readonly writes: readonly ToldWrite[];
}> {
  const { state, gatewayUrl, people, teller, incidents, runs, signal } = options;
  const recommended = state.brief?.runbooks?.[0];
  const starter = people.at(-1);
  if (!starter) throw new Error('Nobody in the demo can start a runbook.');
  // On a busy machine the whole lab is slow and the brief is inconclusive; then a person chooses.
  const wish =
    recommended === undefined ? { runbook: 'roll-back-bad-release', service: 'payments' } : { runbook: recommended };
  teller.tell(
    recommended === undefined
      ? `${teller.bold(starter.name)} looks at the brief and starts ${wish.runbook} for payments.`
      : `${teller.bold(starter.name)} starts ${wish.runbook}, as the brief recommends.`,
  );
  await startRunAs(starter, { gatewayUrl, incidentId: state.incidentId, ...wish });
  const known = new Map<string, ActionRecord>();
  for (;;) {
    const present = (await incidents.get(state.incidentId))?.state;
    for (const { runId } of present?.runs ?? []) {
      for (const { action } of (await runs.get(runId))?.state.steps ?? []) {
        if (action) await follow(options, action.hash, known);
      }
    }
    if (present?.phase === 'closed') {
      const writes = [...known.values()].map(({ actionHash, state: end, decisions }) => ({
        actionHash,
        state: end,
        approvedBy: decisions.flatMap(({ claims }) => (claims.answer === 'approve' ? [claims.by.subject] : [])),
      }));
      return { closed: present, writes };
    }
    await pause(everyMilliseconds, undefined, { signal });
  }
}

/** Reports progress of an action, and gets a decision when it awaits one. */
async function follow(
  options: CarryOnOptions,
  actionHash: ActionHash,
  known: Map<string, ActionRecord>,
): Promise<void> {
  const { actions, teller, approvalsUrl, people } = options;
  const before = known.get(actionHash);
  const found = await actions.get(actionHash);
  if (found?.kind !== 'answered') return;
  const { record } = found;
  known.set(actionHash, record);
  for (const { state, reason } of record.steps.slice(before?.steps.length ?? 0)) {
    teller.tell(`  action ${shortHash(actionHash)}: ${teller.bold(state)}${reason ? ` ${teller.dim(reason)}` : ''}`);
  }
  const isNew = before?.state !== 'awaiting' && record.state === 'awaiting';
  if (!isNew || record.verdict?.kind !== 'approvals') return;
  for (const { field, from, to } of record.preview?.changes ?? []) teller.say(`    ${field}: ${from} -> ${to}`);
  teller.say(`    on ${record.preview?.instances.join(', ') ?? 'nothing'}`);
  teller.say(`    review and decide: ${approvalsUrl}${actionPath(actionHash)}`);
  const { parts } = record.verdict.needs;
  const decide = async (answer: DecisionAnswer) => {
    for (const person of answer === 'approve' ? approversOf(parts, people) : approversOf(parts, people).slice(0, 1)) {
      teller.tell(`${teller.bold(person.name)} (${person.groups.join(', ')}) signs in: ${answer.replace('_', ' ')}.`);
      const reason = answer === 'approve' ? '' : 'decided in the terminal of the demo';
      await decideAs(person, { approvalsUrl, actionHash }, { answer, reason });
    }
  };
  if (options.onWaiting) options.onWaiting(record, decide);
  else await decide('approve');
}

/** As many people of each group as policy asks for. */
function approversOf(
  parts: readonly { readonly count: number; readonly groups: readonly string[] }[],
  people: readonly OnCallPerson[],
): readonly OnCallPerson[] {
  return parts.flatMap(({ count, groups: asked }) =>
    people.filter(({ groups }) => groups.some((group) => asked.includes(group))).slice(0, count),
  );
}
