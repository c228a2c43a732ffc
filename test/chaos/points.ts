import type { ActionPart } from '#core/actions/action';

/** Where the request is at which a write is caught. `verify`: it is done, and being looked at. */
export type Stage = 'answer' | 'call' | 'dry_run' | 'look' | 'verify';

/** A moment of a write at which its executor, or what it needs, is struck. */
export interface CrashPoint {
  readonly name: string;
  readonly stage: Stage;
  /** What becomes of the request that was caught, once the blow has fallen. */
  readonly afterwards: 'drop' | 'late' | 'pass' | 'pass_before';
}

/** Of an executor that is killed, in the order of a write. */
const killPoints: readonly CrashPoint[] = [
  { name: 'before the intent', stage: 'dry_run', afterwards: 'drop' },
  { name: 'between intent and call', stage: 'look', afterwards: 'drop' },
  { name: 'at the call, which is lost', stage: 'call', afterwards: 'drop' },
  { name: 'at the call, which arrives late', stage: 'call', afterwards: 'late' },
  { name: 'after the effect, before the answer', stage: 'answer', afterwards: 'drop' },
  // Result mark, audit record and completion all lie in the next 30 ms.
  { name: 'after the answer', stage: 'answer', afterwards: 'pass_before' },
  { name: 'while verifying', stage: 'verify', afterwards: 'drop' },
];

/** Of an executor that is halted and goes on later, while another has taken over. */
const haltPoints: readonly CrashPoint[] = [
  { name: 'before the intent', stage: 'dry_run', afterwards: 'pass' },
  { name: 'between intent and call', stage: 'look', afterwards: 'pass' },
  { name: 'at the call, which is lost', stage: 'call', afterwards: 'drop' },
  { name: 'after the effect, before the answer', stage: 'answer', afterwards: 'pass' },
  { name: 'while verifying', stage: 'verify', afterwards: 'pass' },
];

/** Of a Temporal server that is killed and comes back: the executor goes on with what it is doing. */
const serverPoints: readonly CrashPoint[] = [
  { name: 'before the intent', stage: 'dry_run', afterwards: 'pass' },
  { name: 'between intent and call', stage: 'look', afterwards: 'pass' },
  { name: 'after the effect, before the answer', stage: 'answer', afterwards: 'pass' },
  { name: 'while verifying', stage: 'verify', afterwards: 'pass' },
];

/** Of a network that fails under an executor that lives. */
const networkPoints: readonly CrashPoint[] = [
  { name: 'at the call, which is lost', stage: 'call', afterwards: 'drop' },
  { name: 'at the call, which arrives late', stage: 'call', afterwards: 'late' },
  { name: 'after the effect, before the answer', stage: 'answer', afterwards: 'drop' },
  { name: 'while verifying', stage: 'verify', afterwards: 'drop' },
];

/** What can happen at these moments. */
export const blows = {
  'executor killed': killPoints,
  'executor halted': haltPoints,
  'Temporal killed': serverPoints,
  'executor and Temporal killed': killPoints,
  'back end silent': networkPoints,
} as const satisfies Readonly<Record<string, readonly CrashPoint[]>>;
export type Blow = keyof typeof blows;

/** @param part an undo is not verified */
export function pointsOf(blow: Blow, part: ActionPart): readonly CrashPoint[] {
  return blows[blow].filter(({ stage }) => part === 'do' || stage !== 'verify');
}
