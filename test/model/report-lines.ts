import type { SequencesReport } from './run-sequences.ts';

/** How many of each: for people. */
export function reportLines({
  steps,
  sequences,
  commands,
  effects,
  ends,
  failure,
}: SequencesReport): readonly string[] {
  const table = (title: string, counts: ReadonlyMap<string, number>) => [
    title,
    ...[...counts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([what, count]) => `  ${what.padEnd(46)} ${count}`),
  ];
  const total = [...effects.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...table('commands', commands),
    ...table('actions', ends),
    ...table('effects', effects),
    `${steps} steps in ${sequences} sequences, ${total} effects; ${failure === undefined ? 'no law was broken' : failure}`,
  ];
}
