import { appendFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { plainLine } from '#core/text/plain-text';
import type { Destination } from './destination.ts';
import { createFileDestination } from './file.ts';

export interface TerminalSettings {
  readonly kind: 'terminal';
  /** Absolute: what the terminal that started the system follows and prints. */
  readonly path: string;
}

/** Longer than any message that is sent. */
const maximumLength = 8_192;

/**
 * A line in the terminal in which the system was started, and in the log of this process. They are different processes,
 * and either may be restarted: what is to be printed stands in a file between them.
 */
export function createTerminalDestination({ path }: TerminalSettings, log: Pick<Logger, 'info'>): Destination {
  const file = createFileDestination({ kind: 'file', path });
  return {
    async send(message, signal) {
      const { key, runId, incidentId, text, link } = message;
      // Whoever reads a log reads it in a terminal.
      const words = plainLine(text, maximumLength);
      const delivery = await file.send({ ...message, text: words }, signal);
      if (delivery.kind === 'refused') return delivery;
      log.info({ key, runId, incidentId, link, message: words }, 'notification');
      return { kind: 'sent', detail: 'printed in the terminal of the system' };
    },
  };
}

/**
 * A line of a process itself, printed where {@link createTerminalDestination} prints the messages of runs. Not durable:
 * it is told again at the next start.
 * @throws Error of the file system
 */
export async function tellTerminal(path: string, text: string): Promise<void> {
  // What a dying process left half is ended first.
  await appendFile(path, `\n${JSON.stringify({ text })}\n`, { mode: 0o600 });
}
