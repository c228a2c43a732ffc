import { setTimeout as pause } from 'node:timers/promises';
import type { ActionPart } from '#core/actions/action';
import type { Cell } from './cell.ts';
import { keyOf } from './cell.ts';
import { effectsOf } from './effects.ts';
import type { Blow } from './points.ts';
import { pointsOf } from './points.ts';
import type { Random } from './random.ts';
import { strike } from './strike.ts';
import type { MortalTemporal } from './temporal.ts';
import { setTrap, type Trap } from './trap.ts';
import { askToUndo, look, resolve, startWrite, type TriedWrite } from './tried-write.ts';

/** Of the requests that are held: none is held so long that whoever asked gives up before the blow. */
const heldMilliseconds = 6_500;
/** Who is halted has its own clock: the less of its time is over, the later it may still go on. */
const heldForHaltMilliseconds = 1_000;
const startMilliseconds = 60_000;
/** Heartbeats, settling, reading what became of it, verifying: nothing of it takes longer. */
const restMilliseconds = 150_000;

export interface RoundParts {
  readonly cell: Cell;
  readonly temporal: MortalTemporal;
  readonly random: Random;
  readonly blow: Blow;
}

/** Tries one write per place: it is struck, finds its way, and what was written is undone, and struck again. */
export async function tryRound(parts: RoundParts): Promise<readonly TriedWrite[]> {
  const { cell, random, blow } = parts;
  const traps = new Map<TriedWrite, Trap>();
  if (blow === 'executor halted') await cell.executor.addPartner();
  const points = random.deal(pointsOf(blow, 'do'), cell.places.length);
  const writes = await Promise.all(
    cell.places.map(async (place, index) => {
      let trap: Trap | undefined;
      const write = await startWrite(cell, place, (actionHash) => {
        trap = setTrap(points[index]!, 'do', actionHash);
        cell.traps.set(keyOf(place), trap);
      });
      traps.set(write, trap!);
      return write;
    }),
  );
  const watch = watching(cell, writes);
  try {
    await blowAndRest(parts, 'do', traps);
    const undoable = writes.filter(({ ended, state }) => !ended && (state === 'verified' || state === 'not_verified'));
    const undoPoints = random.deal(pointsOf(blow, 'undo'), cell.places.length);
    const undoTraps = new Map(
      undoable.map((write, index) => {
        const trap = setTrap(undoPoints[index]!, 'undo', write.actionHash);
        cell.traps.set(keyOf(write.place), trap);
        return [write, trap] as const;
      }),
    );
    if (blow === 'executor halted' && undoable.length > 0) await cell.executor.addPartner();
    await Promise.all(undoable.map((write) => patiently(() => askToUndo(write, 'undo'))));
    if (undoable.length > 0) await blowAndRest(parts, 'undo', undoTraps);
    await endAll(cell, writes);
  } finally {
    await watch.stop();
    cell.traps.clear();
  }
  return writes;
}

async function blowAndRest(parts: RoundParts, part: ActionPart, traps: ReadonlyMap<TriedWrite, Trap>): Promise<void> {
  const all = [...traps.values()];
  const until = performance.now() + startMilliseconds;
  const writes = [...traps.keys()];
  const held = parts.blow === 'executor halted' ? heldForHaltMilliseconds : heldMilliseconds;
  const isTime = () => {
    const first = Math.min(...all.map((trap) => trap.caughtAt() ?? Infinity));
    const now = performance.now();
    return all.every((trap) => trap.hasCaught()) || now > until || now - first > held;
  };
  while (!isTime() && !writes.every(({ ended }) => ended)) await pause(5);
  for (const [write, trap] of traps) {
    if (write.ended) continue;
    const { name: point } = trap.point;
    write.struck.push({ part, blow: parts.blow, point, isAtPoint: trap.hasCaught() });
  }
  await strike(parts, all, () => untilAtRest(writes, part));
  await untilAtRest(writes, part);
}

/** Nothing moves any more by itself: it has ended, waits for a person, or may be undone. */
function isAtRest({ ended, state, unknown }: TriedWrite, part: ActionPart): boolean {
  if (ended || unknown.has(part)) return true;
  return part === 'do' && (state === 'verified' || state === 'not_verified');
}

async function untilAtRest(writes: readonly TriedWrite[], part: ActionPart): Promise<void> {
  const until = performance.now() + restMilliseconds;
  while (performance.now() < until) {
    if (writes.every((write) => isAtRest(write, part))) return;
    await pause(100);
  }
  for (const write of writes) {
    if (!isAtRest(write, part)) write.stuck ??= `${write.state} for ${restMilliseconds / 1000} s, in its ${part}`;
  }
}

/** People answer what they are asked, and keep what was not undone. */
async function endAll(cell: Cell, writes: readonly TriedWrite[]): Promise<void> {
  const until = performance.now() + restMilliseconds;
  const resolved = new Set<TriedWrite>();
  const kept = new Set<TriedWrite>();
  while (performance.now() < until && !writes.every(({ ended, stuck }) => ended || stuck !== undefined)) {
    const open = writes.filter(({ ended }) => !ended);
    const asking = open.filter((write) => write.unknown.size > 0 && !resolved.has(write));
    if (asking.length > 0) {
      const effects = await effectsOf(cell);
      for (const write of asking) {
        const mark = write.unknown.has('undo') ? `${write.actionHash}:undo` : write.actionHash;
        await patiently(() => resolve(write, effects.has(mark) ? 'executed' : 'not_executed'));
        resolved.add(write);
      }
    }
    for (const write of open) {
      if ((write.state !== 'verified' && write.state !== 'not_verified') || kept.has(write)) continue;
      await patiently(() => askToUndo(write, 'keep'));
      kept.add(write);
    }
    await pause(200);
  }
  for (const write of writes) if (!write.ended) write.stuck ??= `${write.state}, and does not end`;
}

function watching(cell: Cell, writes: readonly TriedWrite[]) {
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      // While the server or the executor is away nothing is known.
      await look(cell, writes).catch(() => {});
      await pause(250);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await done;
    },
  };
}

/** A signal to a server that comes back in a moment. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(500);
    }
  }
}
