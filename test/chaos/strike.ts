import { setTimeout as pause } from 'node:timers/promises';
import type { RoundParts } from './round.ts';
import type { Trap } from './trap.ts';

/** Less than it takes until a lost write is given up: the heartbeat, and the time to settle. */
const mostLateMilliseconds = 12_000;
/** Before it is given up, while it is being given up, and once whoever took over has said what became of its writes. */
const haltedFor = [3_000, 10_000, 'given up', 'given up'] as const;
const silentMilliseconds = 12_000;

/**
 * Deals the blow while each trap holds what it caught, and lets go of it as its point says.
 * @param atRest resolves when nothing moves by itself any more
 */
export async function strike(
  { cell, temporal, random, blow }: RoundParts,
  traps: readonly Trap[],
  atRest: () => Promise<void>,
): Promise<void> {
  const inTime = traps.filter(({ point }) => point.afterwards === 'pass_before');
  const others = traps.filter((trap) => !inTime.includes(trap));
  const letGo = () => others.forEach((trap) => openAfterwards(trap));
  const answerThen = async () => {
    if (!inTime.some((trap) => trap.hasCaught())) return;
    inTime.forEach((trap) => trap.open('pass'));
    await pause(random.below(30));
  };

  function openAfterwards(trap: Trap): void {
    const late = trap.point.afterwards === 'late' ? random.below(mostLateMilliseconds) : 0;
    trap.open(trap.point.afterwards === 'drop' ? 'cut' : 'pass', late);
  }

  switch (blow) {
    case 'executor killed':
      await answerThen();
      await cell.executor.killAndStart();
      letGo();
      break;
    case 'executor halted': {
      const wake = cell.executor.haltOne();
      // While it is halted it is answered: it finds the answers when it wakes up.
      letGo();
      const halted = random.pick(haltedFor);
      await (halted === 'given up' ? atRest() : pause(halted));
      await wake(3_000);
      break;
    }
    case 'Temporal killed': {
      const back = temporal.killAndStart();
      letGo();
      await back;
      break;
    }
    case 'executor and Temporal killed':
      await answerThen();
      await cell.executor.killAndStart(() => temporal.killAndStart());
      letGo();
      break;
    case 'back end silent':
      // Whoever asks gives up after ten seconds.
      await pause(random.below(2) < 1 ? silentMilliseconds : 0);
      letGo();
      break;
    default:
      blow satisfies never;
  }
  inTime.forEach((trap) => trap.open('cut'));
}
