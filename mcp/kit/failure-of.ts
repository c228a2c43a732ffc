import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Call } from './call.ts';
import { ToolFailure } from './tool-failure.ts';

/**
 * What the caller is told of an exception. Only a ToolFailure's message was written for callers; any other may hold
 * addresses, queries or secrets, so it goes to the log, under a reference that the caller gets.
 */
export function toolFailureOf(error: unknown, call: Call, log: Logger): ToolFailure {
  if (error instanceof ToolFailure) {
    if (error.cause !== undefined)
      log.warn({ err: error, tool: call.tool.name, incident: call.incident }, 'tool failed');
    return error;
  }
  if (call.signal.aborted) {
    return new ToolFailure('UPSTREAM_UNAVAILABLE', `The call of ${call.tool.name} was cancelled by its client.`, {
      retryable: true,
    });
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference, tool: call.tool.name, incident: call.incident }, 'tool has a fault');
  return new ToolFailure(
    'UPSTREAM_UNAVAILABLE',
    `${call.tool.name} failed inside server ${call.server}. Its log has the details under reference ${reference}.`,
  );
}
