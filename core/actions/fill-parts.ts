import type { NeededApprovals } from './verdict.ts';

/**
 * Gives each person one place of one part whose groups they are in, so that as many places as can be are filled: a
 * maximum matching by augmenting paths (Berge), at most places * people * places steps.
 * @param people the groups of each
 */
export function fillParts(
  parts: readonly NeededApprovals[],
  people: readonly (readonly string[])[],
): {
  /** Of each person, the index of the part whose place is theirs. */
  readonly partOf: readonly (number | undefined)[];
  readonly left: readonly NeededApprovals[];
} {
  const places = parts.flatMap(({ count, groups }, part) => Array.from({ length: count }, () => ({ part, groups })));
  const placeOf = new Map<number, number>();

  const seat = (place: number, tried: Set<number>): boolean => {
    for (const [person, groups] of people.entries()) {
      if (tried.has(person) || !groups.some((group) => places[place]?.groups.includes(group))) continue;
      tried.add(person);
      const taken = placeOf.get(person);
      // A person who is seated is moved, if another place can be found for them.
      if (taken !== undefined && !seat(taken, tried)) continue;
      placeOf.set(person, place);
      return true;
    }
    return false;
  };

  const empty = places.filter((_, place) => !seat(place, new Set()));
  return {
    partOf: people.map((_, person) => places[placeOf.get(person) ?? -1]?.part),
    left: parts.flatMap(({ groups }, index) => {
      const count = empty.filter(({ part }) => part === index).length;
      return count === 0 ? [] : [{ count, groups }];
    }),
  };
}
