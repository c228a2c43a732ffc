import type { Logger } from 'pino';
import { sanitiseText } from '#mcp/kit/sanitise';
import type { Destination } from './destination.ts';

export interface TerminalSettings {
  readonly kind: 'terminal';
}

/** A line in the log of this process, which goes to standard error. */
export function createTerminalDestination(log: Pick<Logger, 'info'>): Destination {
  return {
    send({ key, runId, incidentId, text, link }, signal) {
      signal.throwIfAborted();
      // Whoever reads a log reads it in a terminal.
      const words = sanitiseText(text).replace(/\s+/g, ' ').trim();
      log.info({ key, runId, incidentId, link, message: words }, 'notification');
      return Promise.resolve({ kind: 'sent', detail: 'written to the log' });
    },
  };
}
