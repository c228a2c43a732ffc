import { ActionState } from '../actions/action.ts';
import { Person, Reason } from '../actions/person.ts';
import { IncidentAlert, mostAlerts, Severity } from '../alerts/alert.ts';
import { ActionHashShape, IncidentIdShape, RunIdShape, StepPathShape } from '../ids/id-shapes.ts';
import type { RunId } from '../ids/workflow-ids.ts';
import { boolean, instant, literals, type Shaped, text } from '../json/reader.ts';
import { closed, jsonObject, list, optional, shape } from '../json/shape.ts';
import { Answer } from '../runbooks/form-answer.ts';
import { RunOutcome } from './run.ts';

// What people send to a run, or to an incident about its runs.

/** The incident that is meant: a later one of the same alerts has the same workflow id. */
const MeantIncident = optional(text(1, 200));

export const StartRun = shape({
  incidentId: MeantIncident,
  runbook: text(1, 60),
  /** Of the version that the person looked at: another one is refused. */
  sha256: optional(text(1, 64)),
  inputs: jsonObject(16_384),
  /** Instead of what the runbook takes from the incident. */
  target: optional(closed({ service: optional(text(1, 100)), environment: optional(text(1, 100)) })),
  by: Person,
});
export type StartRun = Shaped<typeof StartRun>;

export const HandsOff = shape({ incidentId: MeantIncident, off: boolean, reason: Reason, by: Person });
export type HandsOff = Shaped<typeof HandsOff>;

export const AnswerStep = shape({ path: StepPathShape, answer: Answer, by: Person });
export type AnswerStep = Shaped<typeof AnswerStep>;

export const PauseRun = shape({ reason: optional(text(0, 1000)), by: Person });
export type PauseRun = Shaped<typeof PauseRun>;

export const ResumeRun = shape({ by: Person });
export type ResumeRun = Shaped<typeof ResumeRun>;

export const SkipStep = shape({ path: StepPathShape, reason: Reason, by: Person });
export type SkipStep = Shaped<typeof SkipStep>;

export const CancelRun = shape({
  reason: Reason,
  by: Person,
  /** Of the `always` steps, only `notify` still runs. */
  handsOff: optional(boolean),
});
export type CancelRun = Shaped<typeof CancelRun>;

// What a run is started with.

const Words = text(0, 32_768);

/** The request of a run, as its workflow gets it. A run that is started by hand has no `runId`. */
export const GivenRunRequest = shape({
  ...StartRun.fields,
  runId: optional(RunIdShape),
  incident: optional(
    shape({
      incidentId: IncidentIdShape,
      workflowId: text(1, 500),
      title: Words,
      severity: literals(...Object.values(Severity)),
      environment: optional(Words),
      services: list(Words, mostAlerts),
      /** RFC 3339; empty before the first delivery. */
      startedAt: text(0, 64),
      briefDigest: optional(Words),
      /** The stored deliveries that hold the labels of its alerts, in no particular order. */
      deliveries: list(Words, mostAlerts),
      /** As the incident has merged them. Absent where an earlier version asked. */
      alerts: optional(list(IncidentAlert, mostAlerts)),
      /** RFC 3339: the gateway's receipt of the incident's first delivery. */
      receivedAt: text(0, 64),
    }),
  ),
});
/** A run that was started by hand has the id of its workflow. */
export type RunRequest = Shaped<typeof GivenRunRequest> & { readonly runId: RunId };

// What a run sends to its incident.

const Line = text(0, 500);

/** What an incident keeps of a write of a run. */
export const RunWrite = shape({
  actionHash: ActionHashShape,
  title: Line,
  state: literals(...Object.values(ActionState)),
  decidedAt: optional(instant),
  by: optional(Line),
  writtenAt: optional(instant),
  /** When its step ended. */
  endedAt: optional(instant),
});
export type RunWrite = Shaped<typeof RunWrite>;

/** What an incident keeps of one of its runs. Idempotent: the newest counts. */
export const RunNotice = shape({
  runId: RunIdShape,
  runbook: text(0, 4096),
  title: text(0, 4096),
  state: literals('starting', 'running', 'paused', 'ended'),
  outcome: optional(literals(...Object.values(RunOutcome))),
  reason: optional(text(0, 4096)),
  /** The step that waits for a person, with its question. */
  waitingFor: optional(text(0, 4096)),
  /** The newest twenty, oldest first. */
  writes: optional(list(RunWrite, 20)),
  at: instant,
});
export type RunNotice = Shaped<typeof RunNotice>;
