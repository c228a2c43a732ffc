/** One line of the table: how long something took, so many times. */
export interface Figure {
  readonly what: string;
  /** Milliseconds each, unsorted. */
  readonly milliseconds: ArrayLike<number>;
  readonly goal?: Goal;
}

/** What it comes to, of how much at most or at least: in words, and whether it is so. */
export interface Goal {
  readonly words: string;
  readonly isMet: boolean;
  /** What was measured, as the goal counts it. */
  readonly came: string;
}

/** @param share 0..1, of the values in their order */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** So long at most, that share of the times. */
export function atMost(milliseconds: ArrayLike<number>, share: 0.95 | 0.99, most: number): Goal {
  const came = quantile(milliseconds, share);
  return { words: `p${share * 100} <= ${most} ms`, isMet: came <= most, came: told(came) };
}

const told = (milliseconds: number) => `${milliseconds.toFixed(milliseconds < 0.1 ? 4 : milliseconds < 10 ? 2 : 1)} ms`;

const columns = ['', 'n', 'p50', 'p95', 'p99', 'goal', ''] as const;

/** Goals are printed, never enforced: machines differ, and a busy one more so. */
export function figureTable(figures: readonly Figure[]): readonly string[] {
  const rows = figures.map(({ what, milliseconds, goal }) => [
    what,
    String(milliseconds.length),
    ...[0.5, 0.95, 0.99].map((share) => (milliseconds.length > 1 ? told(quantile(milliseconds, share)) : '')),
    ...(goal ? [goal.words, `${goal.isMet ? 'ok' : 'MISSED'}: ${goal.came}`] : ['', '']),
  ]);
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const isNumber = (column: number) => column > 0 && column < 5;
  return lines.map((line) =>
    line
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
