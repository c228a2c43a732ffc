import type { RuleHit } from '../actions/verdict.ts';
import type { PastAction } from '../actions/service-lock.ts';
import type { Dated, PolicyFacts } from './facts.ts';

const oldestFactMs = 60_000;
/** Clocks of two machines are not the same to the second. */
const mostFutureMs = 5_000;

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970; undefined where it is no RFC 3339 time. */
export function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !rfc3339.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isFinite(time) ? time : undefined;
}

function isFuture(time: number, now: number): boolean {
  return time - now > mostFutureMs;
}

export type FoundFact<Value> =
  { readonly kind: 'known'; readonly value: Value } | { readonly kind: 'unknown'; readonly hit: RuleHit };

/** A fact that can be relied on now. */
export function freshFact<Value>(
  name: string,
  words: string,
  fact: Dated<Value> | undefined,
  now: number,
): FoundFact<Value> {
  const unknown = (reason: string): FoundFact<Value> => ({ kind: 'unknown', hit: { rule: `fact.${name}`, reason } });
  if (fact === undefined || fact === null) return unknown(`nobody could find out ${words}`);
  const at = timeOf(fact.at);
  if (at === undefined) return unknown(`when it was found out ${words} is not told`);
  const age = now - at;
  if (age > oldestFactMs) {
    return unknown(`it was found out ${Math.round(age / 1000)} s ago ${words}; at most ${oldestFactMs / 1000} s count`);
  }
  if (isFuture(at, now)) {
    return unknown(`it was found out ${Math.round(-age / 1000)} s in the future ${words}; check the clocks`);
  }
  return { kind: 'known', value: fact.value };
}

export interface PastAt extends Pick<PastAction, 'end'> {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What was done to a service before, with times that can be counted with. */
export function pastOf({ past }: PolicyFacts, now: number): FoundFact<readonly PastAt[]> {
  const found = freshFact('past', 'what was done to the service before', past, now);
  if (found.kind === 'unknown') return found;
  const counted: PastAt[] = [];
  for (const { at: text, end } of found.value) {
    const at = timeOf(text);
    if (at === undefined || isFuture(at, now)) {
      const reason = `the time of an earlier action is invalid or in the future: "${String(text)}"`;
      return { kind: 'unknown', hit: { rule: 'fact.past', reason } };
    }
    counted.push({ at, end });
  }
  return { kind: 'known', value: counted };
}
