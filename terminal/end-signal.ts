/** Why a command ends early: a person interrupted it. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Whether a command ended because a person interrupted it, whatever error the interrupted call made of that. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || (error instanceof Error && error.cause instanceof Interrupted);
}

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; a second one exits immediately. */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Child processes end with their parent, however it ends.
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Interrupted(`ended by ${name}`));
    });
  }
  return controller.signal;
}
