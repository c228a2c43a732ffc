import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Library } from '#core/runbooks/compile-library';
import { checkedLibrary } from '../../support/checked-library.ts';
import { everyKind, lookAgain, mutated, odd } from '../../support/random-documents.ts';
import { workedExample } from '../../support/worked-example.ts';

function accountedFor({ problems }: Library): void {
  for (const { line, column, remedy, problem } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(problem).not.toBe('');
    expect(remedy).not.toBe('');
  }
}

test('the documents that are mutated are accepted as they are', () => {
  const { problems } = checkedLibrary({ 'a.yaml': workedExample, 'b.yaml': everyKind, 'c.yaml': lookAgain });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('whatever stands in a document, it is either compiled or refused with its place', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 3, arbitrary: mutated },
        {
          weight: 1,
          arbitrary: odd.map((value) => stringify({ apiVersion: 'holdfast/v1', kind: 'Runbook', steps: value })),
        },
      ),
      (text) => {
        const library = checkedLibrary({ 'random.yaml': text });
        accountedFor(library);
        expect(library.runbooks.length === 1).toBe(library.problems.every(({ severity }) => severity === 'warning'));
      },
    ),
    { numRuns: 1500 },
  );
});

test('so it is with whatever text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    odd.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (each) => accountedFor(checkedLibrary({ 'random.yaml': each }))),
    { numRuns: 500 },
  );
});
