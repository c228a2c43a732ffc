import { Context } from '@temporalio/activity';
import { summariseEvidence } from '#core/brief/summarise-evidence';
import type { JsonValue } from '#core/json/json-value';
import { project } from '#core/runbooks/expressions/project';
import { type HeldSince, judgePoll } from '#core/runbooks/judge-poll';
import type { EvidenceId } from '#core/ids/evidence-id';
import type { ToolEnvelope } from '#core/evidence/evidence';
import { FailureType } from '#core/ids/failure-type';
import type { ReadAnswer, StepReadRequest } from '#core/runs/run';
import { withHeartbeats } from './heartbeats.ts';
import { permanent } from './failures.ts';
import { answerDeadline, timeLeft } from './time-left.ts';
import { askTool, keepAnswer, type ToolCallDependencies } from './tool-answer.ts';

/** Of what expressions use of one answer, as JSON: history is not for payloads. */
const mostBytes = 8 * 1024;
/** A single question within a poll: a back end that hangs must not use the whole deadline up. */
const longestPollCallMilliseconds = 30_000;

function selected(envelope: ToolEnvelope, { tool, select }: StepReadRequest): ReadAnswer['data'] {
  const data = project(envelope.data, select);
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes <= mostBytes) return data;
  const parts = select.map((path) => path.join('.') || 'all of it').join(', ');
  throw permanent(
    FailureType.toolRefused,
    `${tool} answered ${bytes} bytes of what the runbook uses (${parts}), at most ${mostBytes} can be kept: ask for less or use narrower parts`,
  );
}

/** Calls the read tool of a step; its answer is stored, and only what expressions use comes into the history. */
export function createReadStep(dependencies: ToolCallDependencies) {
  return async function readStep(request: StepReadRequest): Promise<ReadAnswer> {
    const timeoutMilliseconds = timeLeft(answerDeadline(request.withinSeconds));
    const answer = await withHeartbeats((signal) => askTool(dependencies, request, { signal, timeoutMilliseconds }));
    const data = selected(answer.envelope, request);
    return {
      data,
      evidence: [await keepAnswer(dependencies, request, answer)],
      summary: summariseEvidence(answer.envelope),
    };
  };
}

/** What an attempt that died leaves for the next one. */
interface PollProgress {
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly heldSince?: number;
  readonly first?: EvidenceId;
}

/** Asks a read tool again and again until a condition holds. One activity, so that an hour of asking is one entry of the history. */
export function createPollStep(dependencies: ToolCallDependencies) {
  return async function pollStep(request: StepReadRequest): Promise<ReadAnswer> {
    const { poll } = request;
    if (!poll) throw permanent(FailureType.invalidRequest, `${request.path} has nothing to wait for`);
    const context = Context.current();
    const deadline = answerDeadline(request.withinSeconds);
    const before = context.info.heartbeatDetails as PollProgress | undefined;
    // Nobody looked while there was no worker: what has held must not be counted over a gap.
    const isGap = !before || Date.now() - before.askedAt > 2 * poll.everySeconds * 1000 + 5000;
    let heldSince: HeldSince = isGap ? undefined : before.heldSince;
    let first = before?.first;
    let last = 'it has not answered yet';
    let progress: PollProgress = { askedAt: Date.now(), heldSince, first };
    const ask = async (signal: AbortSignal): Promise<ReadAnswer> => {
      for (;;) {
        const startedAt = Date.now();
        const timeoutMilliseconds = Math.min(longestPollCallMilliseconds, timeLeft(deadline));
        try {
          const answer = await askTool(dependencies, request, { signal, timeoutMilliseconds });
          const result = answer.envelope.data as JsonValue;
          last = summariseEvidence(answer.envelope);
          const verdict = judgePoll(poll, poll.scope, result, Date.now(), heldSince);
          if (verdict.kind === 'holds') {
            const data = selected(answer.envelope, request);
            const evidence = await keepAnswer(dependencies, request, answer);
            return { data, evidence: [...new Set(first ? [first, evidence] : [evidence])], summary: last };
          }
          heldSince = verdict.heldSince;
          if (verdict.because !== undefined) last = `${last} (the condition cannot be computed: ${verdict.because})`;
          // The first answer shows what it was like before; those between are in the audit log.
          first ??= await keepAnswer(dependencies, request, answer);
        } catch (error) {
          if (!isPassing(error)) throw error;
          heldSince = undefined;
          last = error.message;
        }
        progress = { askedAt: startedAt, heldSince, first };
        context.heartbeat(progress);
        const next = startedAt + poll.everySeconds * 1000;
        if (next >= deadline) {
          await context.sleep(Math.max(0, deadline - Date.now()));
          const held = heldSince === undefined ? '' : ` (it held for ${Math.round((Date.now() - heldSince) / 1000)} s)`;
          throw permanent(
            FailureType.deadlinePassed,
            `${poll.until.cel} did not come about within ${request.withinSeconds} s${held}; the last answer: ${last}`,
          );
        }
        await context.sleep(Math.max(0, next - Date.now()));
      }
    };
    return withHeartbeats(ask, () => progress);
  };
}

function isPassing(error: unknown): error is Error {
  return error instanceof Error && 'nonRetryable' in error && error.nonRetryable === false;
}
