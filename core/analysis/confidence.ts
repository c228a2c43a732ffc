// How directly a kind of evidence tells its cause, 0 to 1. Set by the order in which causes must win, not fitted: a
// change right before beats a pool at its limit, which beats a change some minutes before; what is merely left comes last.
export const Support = {
  change: (proximity: number) => 0.95 * proximity,
  versionsDiffer: (proximity: number) => 0.9 + 0.1 * proximity,
  exhaustion: 0.8,
  /** Of instances near a limit, and something is wrong with them or their service. */
  nearLimit: 0.5,
  instancesLost: 0.85,
  traffic: 0.7,
  dependency: 0.65,
  /** An alert on something that is waited for and whose own signals nobody sees. */
  alerting: 0.5,
  unknown: 0.25,
  /** Of a cause that a second, independent witness names too. */
  corroborated: (support: number) => support + 0.3 * (1 - support),
  /** Factor where a dependency explains the trouble as well. */
  explained: 0.4,
  /** Factor where the service itself shows no trouble, but its callers do. */
  unseen: 0.6,
} as const;

/** From here on a cause counts as found. */
export const FOUND = 0.4;

export const Cap = {
  /** Certainty is for people. */
  most: 0.95,
  /**
   * The most confidence due: `seen` the service itself, `blind` to something it waits for, `listed` recent changes, `whole`
   * all answers that it rests on.
   */
  of({ seen, blind, listed, whole }: Readonly<Record<'seen' | 'blind' | 'listed' | 'whole', boolean>>): number {
    if (!seen) return 0.35;
    if (blind || !listed) return 0.6;
    return whole ? Cap.most : 0.7;
  },
} as const;

/** How well a candidate stands alone, 0 to its cap: grows with support and with the deviation (half-way at 4). */
export function scoreOf(candidate: {
  readonly support: number;
  readonly deviation: number;
  readonly cap: number;
}): number {
  const { support, deviation, cap } = candidate;
  return Math.min(cap, clamp(support) * (0.6 + 0.4 * (Math.max(0, deviation) / (Math.max(0, deviation) + 4))));
}

/** 0 to 1; never falls when the score rises or the next candidate's falls. Of a close race three fifths are left. */
export function confidenceOf(score: number, nextScore: number): number {
  const margin = score <= 0 ? 0 : clamp((score - nextScore) / score);
  return Math.round(1000 * clamp(score) * (0.6 + 0.4 * margin)) / 1000;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
