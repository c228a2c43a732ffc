import { fstatSync } from 'node:fs';

const watchOwnerEveryMilliseconds = 500;

/**
 * Ends this process when its owner ends, however that happens. For programs started by `spawnOwned`: the first thing
 * they do. The owner holds the other end of standard input, which the operating system closes even after SIGKILL.
 *
 * Nothing happens where standard input is no pipe: a service manager gives /dev/null, a person a terminal, and neither
 * is an owner.
 * @param end what to do then; by default the process exits with 1, since nobody is left to read a result
 */
export function endWithOwner(end: () => void = () => process.exit(1)): void {
  let input;
  try {
    input = fstatSync(0);
  } catch {
    return; // standard input is closed: nobody owns us
  }
  if (!input.isFIFO() && !input.isSocket()) return;

  let ended = false;
  const endOnce = () => {
    if (ended) return;
    ended = true;
    end();
  };
  process.stdin.on('end', endOnce).on('close', endOnce).on('error', endOnce).resume();
  // A process that has nothing left to do may end although its owner still holds the pipe.
  if ('unref' in process.stdin) process.stdin.unref();

  // The pipe stays open when a stranger inherited its other end; a change of parent tells as well.
  const owner = process.ppid;
  setInterval(() => {
    if (process.ppid !== owner) endOnce();
  }, watchOwnerEveryMilliseconds).unref();
}
