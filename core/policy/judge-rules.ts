import { speaksOf } from './in-force.ts';
import { hit, type Judging, type Refusals } from './judging.ts';
import { occurrenceAt } from './time-window.ts';
import { clockWords } from './zoned-time.ts';

export function judgeForbids({ layers, scoped }: Judging): Refusals {
  return layers.flatMap(({ forbids }) =>
    forbids.filter((rule) => speaksOf(rule, scoped)).map(({ rule, reason }) => hit(rule, reason)),
  );
}

export function judgeFreezes({ layers, scoped, now }: Judging): Refusals {
  return layers.flatMap(({ freezes }) =>
    freezes.flatMap((freeze) => {
      const on = speaksOf(freeze, scoped) ? occurrenceAt(freeze.window, now) : undefined;
      return on
        ? [hit(freeze.rule, `${freeze.reason}; no changes until ${clockWords(on.end, freeze.window.zone)}`)]
        : [];
    }),
  );
}
