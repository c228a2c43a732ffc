import { describe, expect, test } from 'vitest';
import { parseCron } from '#core/policy/parse-cron';

describe('cron starts', () => {
  test.each([
    ['0 17 * * 5', { startMinutes: [1020], daysOfWeek: ['fri'], eitherDay: false }],
    ['30 6,18 * * *', { startMinutes: [390, 1110], eitherDay: false }],
    ['0 */6 1 1-3 *', { startMinutes: [0, 360, 720, 1080], daysOfMonth: [1], months: [1, 2, 3] }],
    ['0 0 13 * 5', { daysOfMonth: [13], daysOfWeek: ['fri'], eitherDay: true }],
    ['0 0 * * 7', { daysOfWeek: ['sun'] }],
    ['0 0 * * 1-5', { daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
    ['0 20/2 * * 0', { startMinutes: [1200, 1320], daysOfWeek: ['sun'] }],
  ])('%s', (text, expected) => expect(parseCron(text)).toMatchObject(expected));
});

describe('refused with a reason:', () => {
  test.each([
    ['', /five fields/],
    ['0 17 * *', /five fields/],
    ['60 1 * * *', /minute "60"/],
    ['0 24 * * *', /hour "24"/],
    ['0 0 0 * *', /day of the month "0"/],
    ['0 0 * 13 *', /month "13"/],
    ['0 0 * * fri', /day of the week "fri"/],
    ['0 0 * * 5-1', /day of the week "5-1"/],
    ['0 0-9/0 * * *', /hour/],
    ['0 */4 * * *', /begins 6 times a day; at most 4/],
    ['* * * * *', /begins 1440 times a day/],
    [`0 ${'1,'.repeat(100)}2 * * *`, /five fields/],
  ])('%s', (text, reason) => expect(parseCron(text)).toMatch(reason));
});
