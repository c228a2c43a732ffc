import type { CheckedWrite } from './check-round.ts';
import type { Violation } from './check-write.ts';

/** What is printed at the end. */
export interface Figures {
  readonly seed: number;
  readonly seconds: number;
  readonly writes: number;
  /** Held at the point where they were struck. */
  readonly struck: number;
  readonly elsewhere: number;
  readonly byPoint: Readonly<Record<string, number>>;
  readonly byEnd: Readonly<Record<string, number>>;
  readonly effects: number;
  readonly violations: Readonly<Record<Violation['kind'], number>>;
  readonly unknown: number;
  /** Of the audit log, locks and processes. */
  readonly problems: readonly string[];
}

export function figuresOf(
  seed: number,
  seconds: number,
  checked: readonly CheckedWrite[],
  problems: readonly string[],
): Figures {
  const all = checked.flatMap(({ write }) => write.struck);
  const struck = all.filter(({ isAtPoint }) => isAtPoint);
  const kinds = ['doubled', 'lied', 'silent', 'stuck', 'untold'] as const;
  const violations = checked.flatMap((one) => one.violations);
  const ofKind = (kind: Violation['kind']) => violations.filter((one) => one.kind === kind).length;
  return {
    seed,
    seconds,
    writes: checked.length,
    struck: struck.length,
    elsewhere: all.length - struck.length,
    byPoint: counted(struck.map(({ blow, part, point }) => `${blow}, ${part}: ${point}`)),
    byEnd: counted(checked.map(({ end }) => end)),
    effects: checked.reduce((sum, { effects }) => sum + effects, 0),
    violations: Object.fromEntries(kinds.map((kind) => [kind, ofKind(kind)])) as Figures['violations'],
    unknown: checked.reduce((sum, { write }) => sum + write.unknown.size, 0),
    problems,
  };
}

export function renderFigures(figures: Figures): string {
  const { violations, byPoint, byEnd, struck, elsewhere, unknown } = figures;
  const rows = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`);
  const share = struck === 0 ? 0 : (100 * unknown) / struck;
  return [
    `seed ${figures.seed}, ${Math.round(figures.seconds)} s`,
    `${figures.writes} writes, ${struck} times struck at a point, ${elsewhere} times elsewhere on their way`,
    'struck at',
    ...rows(byPoint),
    'ended as',
    ...rows(byEnd),
    `effects at the lab ${figures.effects}`,
    `doubled ${violations.doubled}, told otherwise than it was ${violations.lied}, silent ${violations.silent}, stuck ${violations.stuck}, untold ${violations.untold}`,
    `unknown ${unknown} (${share.toFixed(1)}%), other problems ${figures.problems.length}`,
  ].join('\n');
}

export function isClean({ violations, problems }: Figures): boolean {
  return problems.length === 0 && Object.values(violations).every((count) => count === 0);
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
