import type { VerifiedDecision } from '#core/vocabulary/decision';
import type { Requirement } from '#core/vocabulary/verdict';

type Verified = Extract<VerifiedDecision, { kind: 'verified' }>;

export interface PartSoFar {
  readonly groups: readonly string[];
  readonly needed: number;
  /** Names of those who count for this part. */
  readonly has: readonly string[];
}

/**
 * Who of those who approved counts for which part, so that as few as possible are missing. One person counts for one part
 * only. For showing it; the executor judges by itself.
 */
export function approvalsSoFar({ parts }: Requirement, decisions: readonly Verified[]): readonly PartSoFar[] {
  const seats = parts.flatMap(({ count }, part) => Array.from({ length: Math.min(count, 20) }, () => part));
  const people = new Map(
    decisions
      .filter(({ claims }) => claims.answer === 'approve' && !claims.breakGlass)
      .map(({ claims }) => [JSON.stringify([claims.by.issuer, claims.by.subject]), claims]),
  );
  const fits = (person: string, seat: number) =>
    parts[seats[seat] ?? -1]?.groups.some((group) => people.get(person)?.groups.includes(group)) === true;
  const seated = new Map<number, string>();

  /** Takes a free seat, or one whose holder finds another (Kuhn's algorithm). */
  function seat(person: string, tried: Set<number>): boolean {
    for (const index of seats.keys()) {
      if (tried.has(index) || !fits(person, index)) continue;
      tried.add(index);
      const holder = seated.get(index);
      if (holder === undefined || seat(holder, tried)) {
        seated.set(index, person);
        return true;
      }
    }
    return false;
  }
  for (const person of people.keys()) seat(person, new Set());
  return parts.map(({ groups, count }, part) => ({
    groups,
    needed: count,
    has: [...seated].filter(([index]) => seats[index] === part).map(([, person]) => people.get(person)?.by.name ?? ''),
  }));
}
