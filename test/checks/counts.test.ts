import { expect, test } from 'vitest';
import { countsLine, countsOf, lastCounts, sumOf } from './counts.ts';

const counts = { passed: 12, failed: 0, skipped: 3 };

test('the counts that an output ends with are the last that stand alone on a line', () => {
  const output = `1 passed, 1 failed, 1 skipped\n${countsLine(counts)}\nnpm test: 9 passed, 9 failed, 9 skipped, 4 s\n`;
  expect(lastCounts(output)).toEqual(counts);
  expect(lastCounts('9 passed, 9 failed')).toBeUndefined();
});

test.each([
  ['a check with counts has those', { output: countsLine(counts), isGood: true }, counts],
  ['one without is one that passed', { output: '', isGood: true }, { passed: 1, failed: 0, skipped: 0 }],
  ['or one that failed', { output: 'wrong', isGood: false }, { passed: 0, failed: 1, skipped: 0 }],
  [
    'one that ends badly has failed, whatever it counted',
    { output: countsLine(counts), isGood: false },
    { ...counts, failed: 1 },
  ],
])('%s', (_, end, expected) => {
  expect(countsOf(end)).toEqual(expected);
});

test('the sum of none is nothing, of two each added', () => {
  expect(sumOf([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  expect(sumOf([counts, { passed: 1, failed: 2, skipped: 3 }])).toEqual({ passed: 13, failed: 2, skipped: 6 });
});
