import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cell, startCell } from './cell.ts';
import { effectsOf } from './effects.ts';
import { type CheckedWrite, checkRound } from './check-round.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Blow } from './points.ts';
import { randomFrom } from './random.ts';
import { tryRound } from './round.ts';
import { mortalTemporal } from './temporal.ts';

export interface ChaosOptions {
  /** So many are struck at the very point that they were meant to be; at least one round of each blow. */
  readonly writes: number;
  readonly seed: number;
  /** Four services each. */
  readonly labs: number;
  readonly blows: readonly Blow[];
  /** The `temporal` program. */
  readonly temporalProgram: string;
  readonly report: (line: string) => void;
  /** Folders with logs, marks and audit stay. */
  readonly keep?: boolean;
}

/**
 * Strikes writes at every point of their lives, round after round, and holds what came of them against the lab's own
 * ledger. One seed strikes the same blows at the same points in the same order; the moments within are the machine's.
 */
export async function chaosOfWrites(options: ChaosOptions): Promise<Figures> {
  const { seed, blows, report } = options;
  const random = randomFrom(seed);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-temporal-'));
  const temporal = await mortalTemporal(options.temporalProgram, folder);
  const checked: CheckedWrite[] = [];
  const problems: string[] = [];
  try {
    const cell = await startCell('c', temporal.address, options.labs);
    if (options.keep) report(`everything stands in ${cell.folder} and ${folder}`);
    try {
      for (let round = 0; ; round += 1) {
        const struck = checked.flatMap(({ write }) => write.struck).filter(({ isAtPoint }) => isAtPoint).length;
        if (round >= blows.length && struck >= options.writes) break;
        const blow = blows[round] ?? random.pick(blows);
        const writes = await tryRound({ cell, temporal, random, blow });
        const found = await checkRound(cell, writes);
        if (!writes.some((write) => write.struck.length > 0)) {
          const reasons = [...new Set(found.checked.map(({ end, reason }) => `${end}: ${reason ?? ''}`))];
          throw new Error(`Nothing was struck in round ${round + 1}: ${reasons.join('; ')}`);
        }
        checked.push(...found.checked);
        for (const problem of found.problems) if (!problems.includes(problem)) problems.push(problem);
        report(lineOf(round, blow, found.checked, seconds()));
        for (const line of wrongIn(found.checked)) report(line);
        for (const problem of found.problems) report(`  ${problem}`);
      }
      problems.push(...(await effectsSince(cell, checked)));
      for (const end of cell.executor.ends) problems.push(`the executor ended ${end}`);
    } finally {
      await cell.stop(options.keep ?? false);
    }
  } finally {
    await temporal.stop();
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
  return figuresOf(seed, seconds(), checked, problems);
}

/** What took effect after its round was over: nobody has told of it. */
async function effectsSince(cell: Cell, checked: readonly CheckedWrite[]): Promise<readonly string[]> {
  const now = await effectsOf(cell);
  return checked.flatMap(({ write: { actionHash }, effects, end }) => {
    const own = [actionHash, `${actionHash}:undo`].flatMap((mark) => now.get(mark) ?? []);
    if (own.length === effects) return [];
    return [`${actionHash} took effect at ${own.at(-1)?.at ?? ''}, when it had long ended "${end}"`];
  });
}

function lineOf(round: number, blow: Blow, checked: readonly CheckedWrite[], seconds: number): string {
  const ends = figuresOf(0, 0, checked, []);
  const by = Object.entries(ends.byEnd).map(([end, count]) => `${count} ${end}`);
  const at = `${ends.struck} struck at a point, ${ends.elsewhere} elsewhere`;
  return `${seconds.toFixed(0).padStart(5)} s  round ${round + 1}, ${blow}: ${at}; ${by.join(', ')}`;
}

function wrongIn(checked: readonly CheckedWrite[]): readonly string[] {
  return checked.flatMap(({ write, end, reason, violations }) =>
    violations.map(({ kind, words }) => {
      const struck = write.struck.map(
        ({ blow, part, point, isAtPoint }) => `${blow} ${part} ${isAtPoint ? point : `on its way to "${point}"`}`,
      );
      const where = `${write.place.environment}/${write.place.service}`;
      return `  ${kind.toUpperCase()} ${write.actionHash} (${where}; ${struck.join('; ')}): ${words}; end ${end}: ${reason ?? ''}`;
    }),
  );
}
