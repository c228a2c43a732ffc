import { fstatSync } from 'node:fs';

const watchOwnerEveryMilliseconds = 500;

/**
 * Ends this process when its owner ends, for any reason. Programs started by `spawnOwned` call it
 * first. The owner holds the other end of standard input, which the operating system closes even after SIGKILL.
 *
 * It does nothing if standard input is not a pipe: a service manager passes /dev/null, a person a terminal, and neither
 * is an owner.
 * @param end called then; by default the process exits with 1, since nothing is left to read a result
 */
export function endWithOwner(end: () => void = () => process.exit(1)): void {
  let input;
  try {
    input = fstatSync(0);
  } catch {
    return; // standard input is closed: there is no owner
  }
  if (!input.isFIFO() && !input.isSocket()) return;

  let ended = false;
  const endOnce = () => {
    if (ended) return;
    ended = true;
    end();
  };
  process.stdin.on('end', endOnce).on('close', endOnce).on('error', endOnce).resume();
  // The pipe must not keep a process alive that has nothing left to do.
  if ('unref' in process.stdin) process.stdin.unref();

  // The pipe stays open if another process inherited its other end; a new parent also shows that the owner is gone.
  const owner = process.ppid;
  setInterval(() => {
    if (process.ppid !== owner) endOnce();
  }, watchOwnerEveryMilliseconds).unref();
}
