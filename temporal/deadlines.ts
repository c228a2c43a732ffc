import { type Client, Connection } from '@temporalio/client';
import { temporalFailure } from './failure.ts';

/** Does work with Temporal's client within so many milliseconds. @throws what {@link temporalFailure} makes of an error */
export type Before = <T>(milliseconds: number, work: () => Promise<T>) => Promise<T>;

export function createDeadlines(client: Client): Before {
  const place = {
    address: client.connection instanceof Connection ? client.connection.options.address : undefined,
    namespace: client.options.namespace,
  };
  return async (milliseconds, work) => {
    try {
      return await client.withDeadline(Date.now() + milliseconds, work);
    } catch (error) {
      throw temporalFailure(error, place);
    }
  };
}
