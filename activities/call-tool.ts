import { Context } from '@temporalio/activity';
import { summariseEvidence } from '#core/brief/summarise-evidence';
import type { ToolCallAnswer, ToolCallRequest } from '#core/vocabulary/investigation';
import { withHeartbeats } from './heartbeats.ts';
import { askTool, keepAnswer, type ToolCallDependencies } from './tool-answer.ts';

/** Left of the item's time for storing the answer and telling it. */
const reserveMilliseconds = 300;

/** Calls the read tool of an item and stores its answer; history gets the evidence id and one line. */
export function createCallTool(dependencies: ToolCallDependencies) {
  return async function callTool(request: ToolCallRequest): Promise<ToolCallAnswer> {
    const elapsed = Date.now() - Context.current().info.scheduledTimestampMs;
    const timeoutMilliseconds = Math.max(100, request.withinSeconds * 1000 - elapsed - reserveMilliseconds);
    const answer = await withHeartbeats((signal) => askTool(dependencies, request, { signal, timeoutMilliseconds }));
    const evidence = await keepAnswer(dependencies, request, answer);
    return { evidence, summary: summariseEvidence(answer.envelope), window: answer.envelope.meta.window };
  };
}
