import type { ActionPart } from '#core/actions/action';
import type { Meddler, Passage, SeenRequest } from '../support/chaos-proxy.ts';
import type { CrashPoint } from './points.ts';

/** Catches one write at one point, and holds what it caught until it is opened. Catches once. */
export interface Trap extends Meddler {
  readonly point: CrashPoint;
  readonly caught: Promise<void>;
  hasCaught(): boolean;
  /** Milliseconds by the monotonic clock. */
  caughtAt(): number | undefined;
  /** What it holds goes on so; what it has not caught yet goes free. */
  open(how: Passage, afterMilliseconds?: number): void;
}

export function setTrap(point: CrashPoint, part: ActionPart, actionHash: string): Trap {
  const mark = part === 'do' ? actionHash : `${actionHash}:undo`;
  // The first dry run of an action is that of its proposal.
  const dryRuns = part === 'do' ? 2 : 1;
  let tried = 0;
  let isWritten = false;
  let caughtAt: number | undefined;
  let isOpen = false;
  let tellCaught = () => {};
  let letGo: (how: Passage) => void = () => {};
  const caught = new Promise<void>((resolve) => (tellCaught = resolve));
  const opened = new Promise<Passage>((resolve) => (letGo = resolve));

  function isAt(seen: SeenRequest): boolean {
    const isOurs = seen.mark === mark;
    if (isOurs && seen.kind === 'dry_run') tried += 1;
    switch (point.stage) {
      case 'dry_run':
        return isOurs && seen.kind === 'dry_run' && tried >= dryRuns;
      case 'look':
        return isOurs && seen.kind === 'look';
      case 'call':
        return isOurs && seen.kind === 'write';
      case 'verify':
        return seen.kind === 'read' && isWritten;
      case 'answer':
        return false;
      default:
        return point.stage satisfies never;
    }
  }

  async function hold(): Promise<Passage> {
    caughtAt = performance.now();
    tellCaught();
    return opened;
  }

  const isFree = () => isOpen || caughtAt !== undefined;
  return {
    point,
    caught,
    hasCaught: () => caughtAt !== undefined,
    caughtAt: () => caughtAt,
    async request(seen) {
      return isAt(seen) && !isFree() ? hold() : 'pass';
    },
    async answer(seen) {
      if (seen.kind !== 'write' || seen.mark !== mark) return 'pass';
      isWritten = true;
      return point.stage === 'answer' && !isFree() ? hold() : 'pass';
    },
    open(how, afterMilliseconds = 0) {
      isOpen = true;
      setTimeout(() => letGo(how), afterMilliseconds);
    },
  };
}
