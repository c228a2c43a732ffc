import { setTimeout as pause } from 'node:timers/promises';

/** The time that a service's own work takes, evenly spread between the bounds. */
export function work(fromMilliseconds: number, toMilliseconds: number): Promise<void> {
  return pause(fromMilliseconds + Math.random() * (toMilliseconds - fromMilliseconds));
}
