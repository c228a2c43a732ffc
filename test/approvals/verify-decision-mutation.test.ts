import fc from 'fast-check';
import { expect, it } from 'vitest';
import { circumstances, signedIn, verifierOf } from './made-decision.ts';

const decision = await signedIn();
const verifier = verifierOf();
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= ';

async function counts(jws: string): Promise<boolean> {
  return (await verifier.verify({ jws }, circumstances)).kind === 'verified';
}

it('a decision counts as it is', async () => {
  expect(await counts(decision.jws)).toBe(true);
});

it('with any one character changed a decision does not count', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(decision.jws.length - 1),
      fc.oneof(fc.constantFrom(...alphabet), fc.string({ minLength: 1, maxLength: 1 })),
      async (place, character) => {
        fc.pre(decision.jws[place] !== character);
        expect(await counts(decision.jws.slice(0, place) + character + decision.jws.slice(place + 1))).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('cut, extended or with a part of another in it a decision does not count', async () => {
  const other = (await signedIn({ answer: 'reject', reason: 'not now' })).jws.split('.');
  const own = decision.jws.split('.');
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.nat(decision.jws.length - 1).map((length) => decision.jws.slice(0, length)),
        fc.string({ minLength: 1 }).map((end) => decision.jws + end),
        fc.string({ minLength: 1 }).map((start) => start + decision.jws),
        fc
          .subarray([1, 2], { minLength: 1, maxLength: 1 })
          .map((from) => own.map((part, index) => (from.includes(index) ? other[index] : part)).join('.')),
      ),
      async (jws) => {
        expect(await counts(jws)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});
