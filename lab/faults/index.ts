import { badRelease } from './bad-release.ts';
import { falseAlarm } from './false-alarm.ts';
import type { Fault } from './fault.ts';
import { harmlessConfiguration } from './harmless-configuration.ts';
import { instanceKilled } from './instance-killed.ts';
import { poolExhausted } from './pool-exhausted.ts';
import { slowDependency } from './slow-dependency.ts';

/** What can be broken, by name in the order of the alphabet. */
export const faults: readonly Fault[] = [
  badRelease,
  falseAlarm,
  harmlessConfiguration,
  instanceKilled,
  poolExhausted,
  slowDependency,
];
