import { durationWords } from '#core/time/duration-words';

/** Behind a deadline: how long it is till then, in whole minutes. */
export function remainingWords(until: string, now: Date): string {
  const left = Date.parse(until) - now.getTime();
  if (left <= 0) return ', which has passed';
  return left < 60_000 ? ', in less than a minute' : `, in ${durationWords(Math.floor(left / 60_000) * 60_000)}`;
}
