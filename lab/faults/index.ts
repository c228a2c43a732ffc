import { badRelease } from './bad-release.ts';
import { crashLoop } from './crash-loop.ts';
import { falseAlarm } from './false-alarm.ts';
import type { Fault } from './fault.ts';
import { harmlessConfiguration } from './harmless-configuration.ts';
import { instanceKilled } from './instance-killed.ts';
import { instanceStuck } from './instance-stuck.ts';
import { poolExhausted } from './pool-exhausted.ts';
import { slowDependency } from './slow-dependency.ts';

/** All faults, sorted by name. */
export const faults: readonly Fault[] = [
  badRelease,
  crashLoop,
  falseAlarm,
  harmlessConfiguration,
  instanceKilled,
  instanceStuck,
  poolExhausted,
  slowDependency,
];
