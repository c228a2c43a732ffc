import { expect, test } from 'vitest';
import { citationText } from '#core/brief/citations';
import { clock, confidenceWord, dated, plain, quantity, since } from '#core/brief/words';

test.each([
  [0.1423, 'ratio', '14%'],
  [0.002, 'ratio', '0.2%'],
  [0.0004, 'ratio', '<0.1%'],
  [0, 'ratio', '0%'],
  [1, 'ratio', '100%'],
  [0.08, 'seconds', '80 ms'],
  [1.234, 'seconds', '1.23 s'],
  [60, 'seconds', '60 s'],
  [20, 'per_second', '20/s'],
  [100, 'per_second', '100/s'],
  [3, 'count', '3'],
  [120, 'count', '120'],
] as const)('%d %s is said as %s', (value, unit, words) => {
  expect(quantity(value, unit)).toBe(words);
});

test.each([
  [[1, 2], '[1][2]'],
  [[3, 4, 5], '[3-5]'],
  [[1, 3, 4, 5, 9], '[1][3-5][9]'],
  [[2, 1, 2], '[1][2]'],
  [[], ''],
])('the sources %j are cited as %s', (numbers, text) => {
  expect(citationText(numbers)).toBe(text);
});

test('a confidence is a word, and no word says confirmed', () => {
  expect([0, 0.29, 0.3, 0.59, 0.6, 1].map(confidenceWord)).toEqual([
    'UNCLEAR',
    'UNCLEAR',
    'POSSIBLE',
    'POSSIBLE',
    'LIKELY',
    'LIKELY',
  ]);
});

test('clock readings are UTC, and nonsense is no reading', () => {
  expect(dated('soon')).toBe('?');
  expect([clock('2026-11-01T05:02:59+02:00'), clock(1793502120), clock('soon')]).toEqual(['03:02', '03:02', '?']);
});

test.each([
  ['2026-11-01T04:02:01+01:00', '03:02'],
  ['2026-11-01T03:02:00Z', '2026-11-01 03:02'],
])('what began %s is said on 2 November to have begun %s', (began, words) => {
  expect(since(began, '2026-11-02T03:02:00Z')).toBe(words);
});

test('hostile text becomes one bounded line without unseen characters', () => {
  expect(plain('a\u0007b\nc\u202Ed\u200b')).toBe('ab cd');
  expect(plain('x'.repeat(500), 10)).toBe(`${'x'.repeat(9)}…`);
});
