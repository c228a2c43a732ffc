/** Whoever decides faster has not looked. */
const QUICK_MILLISECONDS = 5000;

/** How long somebody looked, for a record. */
export function lookOf(shownMilliseconds: number | undefined): {
  readonly shownMilliseconds?: number;
  readonly quick?: boolean;
} {
  return shownMilliseconds === undefined ? {} : { shownMilliseconds, quick: shownMilliseconds < QUICK_MILLISECONDS };
}
