/** Why a command ends early: a person asked for it. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Whether a command ended because a person asked for it, whatever the interrupted call made of that. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || (error instanceof Error && error.cause instanceof Interrupted);
}

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; the second one ends at once. */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Children end with us, however we end.
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Interrupted(`ended by ${name}`));
    });
  }
  return controller.signal;
}
