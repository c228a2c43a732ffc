import { Context } from '@temporalio/activity';
import { summariseEvidence } from '#core/brief/summarise-evidence';
import type { Evidence } from '#core/vocabulary/evidence';
import type { ToolCallAnswer, ToolCallRequest } from '#core/vocabulary/investigation';
import type { ToolReply } from '#core/vocabulary/tool-reply';
import { FailureType } from '#core/vocabulary/failure-type';
import { passing, permanent } from './failures.ts';
import { withHeartbeats } from './heartbeats.ts';

export interface ToolCaller {
  callTool(
    call: Pick<ToolCallRequest, 'server' | 'tool' | 'arguments' | 'environment'> & { readonly incident: string },
    options: { signal: AbortSignal; timeoutMilliseconds: number },
  ): Promise<ToolReply>;
}

export interface ToolCallDependencies {
  readonly tools: ToolCaller;
  /** For servers that are not ours; those that are have masked already, and masking twice is masking once. */
  readonly mask: <T>(value: T) => T;
  readonly putEvidence: (evidence: Omit<Evidence, 'id'>) => Promise<Evidence>;
}

/** Left of the item's time for storing the answer and telling it. */
const reserveMilliseconds = 300;

/** Calls one read tool and stores its answer; history gets the evidence id and one line. */
export function createCallTool({ tools, mask, putEvidence }: ToolCallDependencies) {
  return async function callTool(request: ToolCallRequest): Promise<ToolCallAnswer> {
    const { server, tool, environment, incidentId, withinSeconds } = request;
    const elapsed = Date.now() - Context.current().info.scheduledTimestampMs;
    const timeoutMilliseconds = Math.max(100, withinSeconds * 1000 - elapsed - reserveMilliseconds);
    const reply = await withHeartbeats((signal) =>
      tools.callTool(
        { server, tool, arguments: request.arguments, environment, incident: incidentId },
        { signal, timeoutMilliseconds },
      ),
    );
    if (reply.kind === 'error') {
      if (reply.retryable) throw passing(FailureType.toolUnavailable, mask(reply.message));
      throw permanent(FailureType.toolRefused, `${reply.code}: ${mask(reply.message)}`);
    }
    const { toolHash } = reply;
    const envelope = mask(reply.envelope);
    const evidence = await putEvidence({
      tool: `${server}.${tool}`,
      toolHash,
      arguments: mask(request.arguments),
      server,
      environment: envelope.meta.environment,
      window: envelope.meta.window,
      payload: envelope,
    });
    return { evidence: evidence.id, summary: summariseEvidence(envelope), window: envelope.meta.window };
  };
}
