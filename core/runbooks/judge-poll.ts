import { evaluate } from './expressions/evaluate.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { Scope } from './expressions/expression.ts';
import type { CompiledPoll } from './steps/read.ts';

/** Milliseconds since 1970 from which on the condition has held without a break, as far as was seen. */
export type HeldSince = number | undefined;

export type PollVerdict =
  | { readonly kind: 'holds' }
  /** `because`: the condition could not be computed on this answer; what is missing now may be there next time. */
  | { readonly kind: 'again'; readonly heldSince: HeldSince; readonly because?: string };

/**
 * Judges one answer of a read that is asked again until a condition holds.
 * @param at milliseconds since 1970 of the answer
 */
export function judgePoll(
  poll: CompiledPoll,
  names: Scope,
  result: JsonValue,
  at: number,
  heldSince: HeldSince,
): PollVerdict {
  const holds = evaluate(poll.until, { ...names, result });
  if (holds.kind !== 'value') return { kind: 'again', heldSince: undefined, because: holds.message };
  if (holds.value !== true) return { kind: 'again', heldSince: undefined };
  const since = heldSince ?? at;
  return at - since >= poll.forSeconds * 1000 ? { kind: 'holds' } : { kind: 'again', heldSince: since };
}
