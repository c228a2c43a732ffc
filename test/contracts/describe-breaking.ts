import { describe, expect, it } from 'vitest';
import type { Clause, Contract } from './contract.ts';

/** One way to break a promise: what a back end that is right but for this would do instead. */
type Break<BackEnd> = (right: BackEnd) => Partial<BackEnd>;

/**
 * Shows of every promise that its check passes for a back end that keeps it, and fails for one that breaks it.
 * @param breaks by the promise's sentence
 */
export function describeBreaking<BackEnd extends object, Facts>(
  { server, clauses }: Pick<Contract<BackEnd, Facts>, 'server' | 'clauses'>,
  makeWorld: (clause: Clause<BackEnd, Facts>) => { readonly backEnd: BackEnd; readonly facts: Facts },
  breaks: Readonly<Record<string, Break<BackEnd>>>,
): void {
  const check = (clause: Clause<BackEnd, Facts>, change: Break<BackEnd>) => {
    const { backEnd: right, facts } = makeWorld(clause);
    const backEnd: BackEnd = { ...right, ...change(right) };
    const { signal } = new AbortController();
    return clause.check({ ...facts, backEnd, signal, patienceMilliseconds: 20 });
  };

  describe(`The contract of ${server}`, () => {
    it('has one broken back end for each promise', () => {
      expect(Object.keys(breaks)).toEqual(clauses.map(({ sentence }) => sentence));
    });

    it.each(clauses)('is kept by a right back end: $sentence', async (clause) => {
      await check(clause, () => ({}));
    });

    it.each(clauses)('is broken by a wrong one: $sentence', async (clause) => {
      // A failed expectation, no accident of the wrong back end's own.
      await expect(check(clause, breaks[clause.sentence]!)).rejects.toMatchObject({ name: 'AssertionError' });
    });
  });
}
