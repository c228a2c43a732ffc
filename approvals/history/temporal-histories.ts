import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { actionOfWorkflow, actionWorkflowId, type IncidentId, runIdOf } from '#core/ids/workflow-ids';
import type { ActionHash } from '#core/ids/action-hash';

/** What was done according to the history of an action's workflow. */
export interface ActionInHistory {
  readonly actionHash: ActionHash;
  /** The bytes it was started with. */
  readonly bytes?: string;
  /** Each write that the executor reported as done, with the head of the audit log at that time. */
  readonly executed: readonly { readonly part: 'do' | 'undo'; readonly auditHead: string }[];
  /** Decisions that the executor counted. */
  readonly verified: readonly string[];
  readonly open: boolean;
}

export interface IncidentHistories {
  readonly runs: readonly string[];
  readonly actions: ReadonlyMap<ActionHash, ActionInHistory>;
  /** Workflows that Temporal no longer has. */
  readonly gone: readonly string[];
}

type Event = temporal.api.history.v1.IHistoryEvent;

const ActionInput = z.object({ bytes: z.string() });
const Executed = z.object({ kind: z.literal('executed'), auditHead: z.string() });
const ExecuteRequest = z.object({ part: z.enum(['do', 'undo']) });
const Verified = z.object({ kind: z.literal('verified'), jws: z.string() });

const deadlineMilliseconds = 10_000;
/** Of gRPC. */
const notFound = 5;

/**
 * The histories of an incident's runs, of the actions they proposed, and of other known actions.
 * @throws Error where Temporal is unreachable
 */
export async function readIncidentHistories(
  client: Client,
  incidentId: IncidentId,
  knownActions: Iterable<ActionHash>,
): Promise<IncidentHistories> {
  const before = <T>(work: () => Promise<T>) => client.withDeadline(Date.now() + deadlineMilliseconds, work);
  const eventsOf = async (workflowId: string): Promise<readonly Event[] | undefined> => {
    const events: Event[] = [];
    let runId: string | undefined;
    do {
      const handle = client.workflow.getHandle(workflowId, runId);
      try {
        const found: readonly Event[] = (await before(() => handle.fetchHistory())).events ?? [];
        events.unshift(...found);
        runId = found[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
      } catch (error) {
        if (!isGone(error)) throw error;
        return events.length > 0 ? events : undefined;
      }
    } while (runId !== undefined);
    return events;
  };

  const runs: string[] = [];
  const hashes = new Set(knownActions);
  // An incident numbers its runs from 1.
  for (let number = 1; ; number++) {
    const runId = runIdOf(incidentId, number);
    const events = await eventsOf(runId);
    if (!events) break;
    runs.push(runId);
    for (const event of events) {
      const child = event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId ?? '';
      const hash = actionOfWorkflow(child);
      if (hash !== undefined) hashes.add(hash);
    }
  }
  const actions = new Map<ActionHash, ActionInHistory>();
  const gone: string[] = [];
  for (const actionHash of hashes) {
    const events = await eventsOf(actionWorkflowId(actionHash));
    if (events) actions.set(actionHash, factsOf(actionHash, events));
    else gone.push(actionWorkflowId(actionHash));
  }
  return { runs, actions, gone };
}

/** For histories the client passes the server's error on unchanged; a missing namespace says nothing about the workflow. */
function isGone(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return isGrpcServiceError(error) && error.code === notFound && !/^namespace/i.test(error.details);
}

function factsOf(actionHash: ActionHash, events: readonly Event[]): ActionInHistory {
  const scheduled = new Map<string, { readonly name: string; readonly input: unknown }>();
  const executed: { readonly part: 'do' | 'undo'; readonly auditHead: string }[] = [];
  const verified: string[] = [];
  let bytes: string | undefined;
  for (const event of events) {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) bytes ??= ActionInput.safeParse(first(started.input)).data?.bytes;
    const asked = event.activityTaskScheduledEventAttributes;
    if (asked)
      scheduled.set(String(event.eventId), { name: asked.activityType?.name ?? '', input: first(asked.input) });
    const answered = event.activityTaskCompletedEventAttributes;
    const activity = answered && scheduled.get(String(answered.scheduledEventId));
    if (!activity) continue;
    const result = first(answered.result);
    if (activity.name === 'executeAction') {
      const done = Executed.safeParse(result).data;
      const part = ExecuteRequest.safeParse(activity.input).data?.part;
      if (done && part) executed.push({ part, auditHead: done.auditHead });
    }
    if (activity.name === 'verifyDecision') {
      const decision = Verified.safeParse(result).data;
      if (decision) verified.push(decision.jws);
    }
  }
  const last = events.at(-1);
  const open = !(
    last?.workflowExecutionCompletedEventAttributes ??
    last?.workflowExecutionFailedEventAttributes ??
    last?.workflowExecutionTerminatedEventAttributes ??
    last?.workflowExecutionTimedOutEventAttributes ??
    last?.workflowExecutionCanceledEventAttributes
  );
  return { actionHash, bytes, executed, verified, open };
}

function first(payloads: temporal.api.common.v1.IPayloads | null | undefined): unknown {
  const [payload] = payloads?.payloads ?? [];
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
}
