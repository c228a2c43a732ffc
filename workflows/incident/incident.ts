import {
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { DeliveryNotice } from '#core/alerts/alert';
import { number, type Shaped, text } from '#core/json/reader';
import { optional, shape } from '#core/json/shape';
import { FailureType } from '#core/ids/failure-type';
import type { IncidentState } from '#core/incidents/incident';
import {
  abandonInvestigation,
  beginInvestigation,
  deliveriesOf,
  enterPhase,
  isResolved,
  mergeDelivery,
  needsInvestigation,
  note,
  openIncident,
  renderBoard,
  updateItem,
} from './state.ts';
import { followRuns } from './follow-runs.ts';
import { eventLimit, historyByteLimit } from '../history-limits.ts';
import { activeRuns } from './runs.ts';
import { now } from '../now.ts';
import { readInput, receiveSignal } from '../receive.ts';
import { investigation } from './investigation.ts';
import { deliver, incidentQuery } from './messages.ts';
import {
  IncidentEnvironment,
  IncidentPhaseAttribute,
  IncidentService,
  IncidentSeverity,
} from '../search-attributes.ts';
import { incidentIdOf } from '#core/ids/workflow-ids';
import { counted } from '#core/text/counted';
import { cut } from '#core/text/cut';

/** A duration of the configuration is at most 999,999 days. */
const Seconds = number(0, 999_999 * 86_400);

const OpenedBy = shape({
  integration: text(1, 100),
  environment: optional(text(1, 100)),
  settleSeconds: Seconds,
  quietSeconds: Seconds,
});

/** What the gateway starts an incident with. Pinned: a changed configuration concerns the next incident. */
export interface IncidentInput extends Shaped<typeof OpenedBy> {
  /** Set when the incident goes on in a new run. */
  readonly continued?: { readonly state: IncidentState; readonly inbox: readonly DeliveryNotice[] };
}

/** The durable case of one alert group: investigates, follows the alerts, closes when they are quiet. */
export async function incident(input: IncidentInput): Promise<IncidentState> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const { integration, environment, settleSeconds, quietSeconds } = readInput(OpenedBy, input);
  let state =
    input.continued?.state ??
    openIncident({
      incidentId: incidentIdOf(workflowId, firstExecutionRunId),
      workflowId,
      integration,
      environment,
    });
  const inbox: DeliveryNotice[] = [...(input.continued?.inbox ?? [])];
  let malformed = 0;
  let lastProblem = '';
  let investigating = false;

  const drop = (signal: string, problem: string) => {
    malformed++;
    lastProblem = `${signal}: ${problem}`;
  };
  receiveSignal(deliver, DeliveryNotice, {
    description: 'A delivery of this alert group by the gateway',
    handle: (notice) => void inbox.push(notice),
    drop,
  });
  setHandler(incidentQuery, () => state, { description: 'The full state of this incident, as the page shows it' });

  let published = '';
  const publish = (next: IncidentState) => {
    state = next;
    setCurrentDetails(renderBoard(state));
    // Each upsert costs history events: only changes are sent.
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
  const runs = followRuns({
    read: () => state,
    publish: (next) => publish(!investigating && activeRuns(next).length > 0 ? enterPhase(next, 'acting') : next),
    drop,
  });
  const drain = () => {
    let next = state;
    for (const notice of inbox.splice(0)) next = mergeDelivery(next, notice);
    next = runs.merge(next);
    if (!investigating && next.phase === 'acting' && activeRuns(next).length === 0) next = enterPhase(next, 'briefed');
    if (malformed > 0) {
      const text = `${counted(malformed, 'malformed signal')} dropped; the last: ${lastProblem}`;
      next = note(next, { at: now(), kind: 'incident', text: cut(text, 500) });
      malformed = 0;
    }
    publish(next);
  };

  // The gateway starts an incident together with its first delivery; without one there is nothing to investigate.
  if (!(await condition(() => inbox.length > 0 || state.alerts.length > 0, '1m'))) {
    throw ApplicationFailure.nonRetryable('No delivery arrived within a minute of the start', FailureType.noDelivery);
  }
  drain();

  let quietUntil = 0;
  for (;;) {
    if (!investigating && needsInvestigation(state)) {
      await settle(
        settleSeconds,
        () => state.severity === 'critical',
        () => inbox.length > 0 || runs.isWoken(),
        async () => {
          drain();
          await runs.carryOut();
        },
      );
      investigating = true;
      void investigate().finally(() => (investigating = false));
    }
    await runs.carryOut();
    if (!isResolved(state) || activeRuns(state).length > 0) {
      quietUntil = 0;
      if (state.phase === 'watching') publish(enterPhase(state, 'briefed'));
    } else if (!investigating) {
      if (quietUntil === 0) {
        quietUntil = Date.now() + quietSeconds * 1000;
        publish(enterPhase(state, 'watching'));
      }
      if (Date.now() >= quietUntil) break;
    }
    const before = investigating;
    const woken = () => inbox.length > 0 || runs.isWoken() || malformed > 0 || investigating !== before;
    // No deadline while an alert fires: its source reports when it resolves.
    if (quietUntil > 0)
      await condition(woken, Math.max(1, quietUntil - Date.now()), { summary: 'Quiet before closing' });
    else await condition(woken);
    drain();
    const { historyLength, historySize } = workflowInfo();
    if (!investigating && !runs.isWoken() && (historyLength > eventLimit || historySize > historyByteLimit)) {
      await continueAsNew<typeof incident>({ ...input, continued: { state, inbox: inbox.splice(0) } });
    }
  }
  publish(
    enterPhase(note(state, { at: now(), kind: 'incident', text: 'All alerts resolved and quiet: closed' }), 'closed'),
  );
  // Handlers only enqueue, so none is unfinished here; a message that arrived before this task ended has woken the loop.
  return state;

  async function investigate(): Promise<void> {
    publish(beginInvestigation(state));
    try {
      const brief = await investigation(
        {
          incidentId: state.incidentId,
          workflowId,
          deliveries: deliveriesOf(state),
          alerts: state.alerts,
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

/** Waits for more alerts of the group, so that one investigation covers them. A critical alert ends the wait. */
async function settle(
  seconds: number,
  isCritical: () => boolean,
  isWoken: () => boolean,
  takeIn: () => Promise<void>,
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while (!isCritical() && Date.now() < until) {
    await condition(isWoken, Math.max(1, until - Date.now()), { summary: 'Wait for more alerts of the group' });
    await takeIn();
  }
}
