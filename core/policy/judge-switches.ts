import type { Judging, Refusals } from './judging.ts';
import { freshFact } from './read-facts.ts';
import { backEndsFor, stoppedWrites, stops } from './stopped-writes.ts';

export function judgeSwitches({ action, owner, policy, facts, now }: Judging): Refusals {
  const found = freshFact('switches', 'which kill switches are thrown', facts.switches, now);
  if (found.kind === 'unknown') return [found.hit];
  const write = { ...action, owner, backEnds: backEndsFor(policy, action) };
  return found.value
    .filter(({ scope }) => stops(scope, write))
    .map(({ scope, reason, by }) => ({
      rule: scope.kind === 'global' ? 'switch.global' : `switch.${scope.kind}.${scope.name}`,
      reason: `${by} has stopped ${stoppedWrites(scope)}: ${reason}`,
    }));
}
