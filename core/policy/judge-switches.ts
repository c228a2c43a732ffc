import { entryOf } from './compiled-policy.ts';
import type { SwitchScope } from './facts.ts';
import type { Judging, Refusals } from './judging.ts';
import { freshFact } from './read-facts.ts';
import { stoppedWrites } from './stopped-writes.ts';

export function judgeSwitches(judging: Judging): Refusals {
  const found = freshFact('switches', 'which kill switches are thrown', judging.facts.switches, judging.now);
  if (found.kind === 'unknown') return [found.hit];
  return found.value
    .filter(({ scope }) => stops(scope, judging))
    .map(({ scope, reason, by }) => ({
      rule: scope.kind === 'global' ? 'switch.global' : `switch.${scope.kind}.${scope.name}`,
      reason: `${by} has stopped ${stoppedWrites(scope)}: ${reason}`,
    }));
}

function stops({ kind, name }: SwitchScope, { action, owner, policy }: Judging): boolean {
  switch (kind) {
    case 'global':
      return true;
    case 'environment':
      return name === action.environment;
    case 'owner':
      return name === owner;
    case 'service':
      return name === action.service;
    case 'adapter':
      // The tool server is stopped by its own name as well.
      return name === action.server || name === entryOf(policy.adapters, action.server);
    default:
      // A newer version may know more kinds of switches: what is thrown stops.
      kind satisfies never;
      return true;
  }
}
