import type { ServiceInstance } from './back-end.ts';

const startingSeconds = 60;
const loopRestarts = 3;
const loopSeconds = 600;

/**
 * Why an instance is failing, or undefined: it is crashed, lost or unhealthy, has been starting for over a minute, or
 * was started again at least three times, the last time within ten minutes.
 */
export function failingReason(
  { state, restarts, startedAt, reason, lastExit }: ServiceInstance,
  now: Date,
): string | undefined {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(startedAt)) / 1_000));
  const ended = lastExit ? `; the process before it ended ${lastExit.signal ?? `with ${lastExit.code}`}` : '';
  switch (state) {
    case 'crashed':
      return reason ?? 'its process ended; it is to be started again';
    case 'lost':
      return reason ?? 'it cannot be reached, and may still be sent calls';
    case 'unhealthy':
      return reason ?? 'it runs and is not ready';
    case 'starting':
      return seconds > startingSeconds ? (reason ?? `it has been starting for ${seconds} s`) : undefined;
    case 'draining':
      return undefined;
    case 'healthy':
      return restarts >= loopRestarts && seconds <= loopSeconds
        ? `it was restarted ${restarts} times, the last time ${seconds} s ago${ended}`
        : undefined;
    default:
      return state satisfies never;
  }
}
