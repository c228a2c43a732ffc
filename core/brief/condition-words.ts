import type { Condition } from '../analysis/finding.ts';
import { conditionWords } from '../analysis/words.ts';
import { clock, plain } from './words.ts';

/** `payments-2 keeps crashing since 03:01 UTC (OOMKilled)`. */
export function conditionLine(condition: Condition): string {
  const { since, reason } = condition;
  const begun = since === undefined ? '' : ` since ${clock(since)} UTC`;
  return `${plain(conditionWords(condition), 160)}${begun}${reason === undefined ? '' : ` (${plain(reason, 120)})`}`;
}
