import { expect, test } from 'vitest';
import { actionHashStart, isActionHash, parseActionHash } from '#core/ids/action-hash';

const hash = 'ab'.repeat(32);

test.each([undefined, null, 7, '', 'ab', hash.toUpperCase(), `${hash}0`, `${hash}\n`, 'g'.repeat(64)])(
  '%j is not the hash of an action',
  (value) => {
    expect(isActionHash(value)).toBe(false);
    if (typeof value === 'string') expect(() => parseActionHash(value)).toThrow('is not the hash of an action');
  },
);

test.each([
  [hash, hash],
  [`action/${hash}`, hash],
  ['ABCD', 'abcd'],
  ['abc', undefined],
  ['action/', undefined],
  ['xyz1', undefined],
  [`${hash}0`, undefined],
])('a person who types %j means the action that begins with %s', (typed, start) => {
  expect(actionHashStart(typed)).toBe(start);
});
