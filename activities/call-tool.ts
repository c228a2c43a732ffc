import { summariseEvidence } from '#core/brief/summarise-evidence';
import type { ToolCallAnswer, ToolCallRequest } from '#core/incidents/investigation';
import { withHeartbeats } from './heartbeats.ts';
import { answerDeadline, timeLeft } from './time-left.ts';
import { askTool, keepAnswer, type ToolCallDependencies } from './tool-answer.ts';

/** Calls the read tool of an item and stores its answer; history gets the evidence id and one line. */
export function createCallTool(dependencies: ToolCallDependencies) {
  return async function callTool(request: ToolCallRequest): Promise<ToolCallAnswer> {
    const timeoutMilliseconds = timeLeft(answerDeadline(request.withinSeconds));
    const answer = await withHeartbeats((signal) => askTool(dependencies, request, { signal, timeoutMilliseconds }));
    const evidence = await keepAnswer(dependencies, request, answer);
    return { evidence, summary: summariseEvidence(answer.envelope), window: answer.envelope.meta.window };
  };
}
