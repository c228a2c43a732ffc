import type { Logger } from 'pino';
import { RequestRefused } from './errors.ts';

/**
 * The same client, whose failures are logged with their cause: once per operation when it begins to fail or fails for
 * another reason, and once when it works again. Deliveries and pages by the thousand would say the same otherwise.
 * @param name of the client, in the log
 */
export function logFailures<Client extends object>(client: Client, name: string, logger: Logger): Client {
  const members = Object.entries(client).map(([key, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [key, member];
    const watch = createWatch(logger, `${name}.${key}`);
    return [
      key,
      (...values: unknown[]) => {
        const result: unknown = member.apply(client, values);
        return result instanceof Promise ? watch(result) : result;
      },
    ];
  });
  return Object.fromEntries(members) as Client;
}

function createWatch(logger: Logger, operation: string): (work: Promise<unknown>) => Promise<unknown> {
  let failing: string | undefined;
  const works = () => {
    if (failing !== undefined) logger.info({ operation }, 'Temporal works again');
    failing = undefined;
  };
  return async (work) => {
    try {
      const result = await work;
      works();
      return result;
    } catch (error) {
      // A refusal is an answer.
      if (error instanceof RequestRefused) works();
      else {
        const reason = String(error);
        if (reason !== failing) logger.error({ operation, err: error }, 'Temporal fails');
        failing = reason;
      }
      throw error;
    }
  };
}
