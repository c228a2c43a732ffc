import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Call } from './call.ts';
import { ToolFailure } from './tool-failure.ts';

/**
 * Turns an exception into a failure for the caller. Only messages of ToolFailure are written for callers; others may
 * hold addresses, queries or secrets, so they go to the log, under a reference that the caller gets.
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
  log.error({ err: error, reference, tool: call.tool.name, incident: call.incident }, 'tool failed unexpectedly');
  return new ToolFailure(
    'UPSTREAM_UNAVAILABLE',
    `${call.tool.name} failed inside server ${call.server}. Its log has the details under reference ${reference}.`,
  );
}
