import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shiftCapture } from '../support/shift-capture.ts';

const newest = Date.UTC(2028, 1, 29, 12) / 1000;

test('a capture moves as a whole: texts and points by the same seconds, fractions and values as they were', () => {
  const capture = {
    at: '2026-11-21T13:56:00.630277588Z',
    text: 'from 2026-11-21T13:55:00Z to 2026-11-21T13:56:00.5Z',
    value: 1795269361,
    points: [
      [1795269359, 0.25],
      [1795269360, 1795269360],
    ],
  };
  expect(shiftCapture(capture, newest)).toEqual({
    at: '2028-02-29T12:00:00.630277588Z',
    text: 'from 2028-02-29T11:59:00Z to 2028-02-29T12:00:00.5Z',
    value: 1795269361,
    points: [
      [newest - 1, 0.25],
      [newest, 1795269360],
    ],
  });
});

test('of the captures that are kept, no day stays as it was', () => {
  const capture = readFileSync(join(import.meta.dirname, 'bad-release.json'), 'utf8');
  const days = (text: string) => new Set(text.match(/\d{4}-\d\d-\d\d/g));
  expect(days(capture)).toEqual(new Set(['2026-11-30']));
  expect(days(JSON.stringify(shiftCapture(JSON.parse(capture), newest)))).toEqual(new Set(['2028-02-29']));
});
