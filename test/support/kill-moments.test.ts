import { expect, test } from 'vitest';
import { chosenMoments, everyMoment } from './kill-moments.ts';

const scheduled = { activityTaskScheduledEventAttributes: {} };
const completed = { activityTaskCompletedEventAttributes: {} };
const other = {};

test('every moment is each event that has something before and behind it', () => {
  expect(everyMoment({ events: [other, other, other, other, other, other, other] })).toEqual([3, 4, 5]);
  expect(everyMoment({ events: [other, other, other, other] })).toEqual([]);
});

test('chosen are the first, the last, and those before and after each activity', () => {
  const events = [other, other, other, other, other, scheduled, other, completed, other, other, other, other, other];
  expect(chosenMoments({ events })).toEqual([3, 5, 6, 8, 11]);
});

test('of many activities twelve moments are chosen, spread from the first to the last', () => {
  const events = Array.from({ length: 100 }, () => [scheduled, other, completed]).flat();
  const moments = chosenMoments({ events });
  expect(moments).toHaveLength(12);
  expect([moments[0], moments.at(-1)]).toEqual([3, 298]);
  const gaps = moments.slice(1).map((moment, index) => moment - moments[index]!);
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(3);
});
