import { setTimeout as pause } from 'node:timers/promises';

/** Simulates a service's own work: a uniformly distributed time between the bounds. */
export function work(fromMilliseconds: number, toMilliseconds: number): Promise<void> {
  return pause(fromMilliseconds + Math.random() * (toMilliseconds - fromMilliseconds));
}
