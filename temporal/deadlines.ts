import { type Client, Connection } from '@temporalio/client';
import { type ProcessName, temporalFailure } from './failure.ts';

/** Does work with Temporal's client within so many milliseconds. @throws what {@link temporalFailure} makes of an error */
export type Before = <T>(milliseconds: number, work: () => Promise<T>) => Promise<T>;

/** @param processName that connects, for the messages that its operator reads */
export function createDeadlines(client: Client, processName: ProcessName): Before {
  const connection = {
    processName,
    address: client.connection instanceof Connection ? client.connection.options.address : undefined,
    namespace: client.options.namespace,
  };
  return async (milliseconds, work) => {
    try {
      return await client.withDeadline(Date.now() + milliseconds, work);
    } catch (error) {
      throw temporalFailure(error, connection);
    }
  };
}
