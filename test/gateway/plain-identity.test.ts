import { expect, test } from 'vitest';
import { plainIdentity } from '../../gateway/plain-identity.ts';

test('two texts that differ only in what is not seen, or behind the cut, stay two', () => {
  expect(plainIdentity('{}:{alertname="High"}', 100)).toBe('{}:{alertname="High"}');
  const hidden = plainIdentity('a\u200bb', 100);
  expect(hidden).toMatch(/^ab#[0-9a-f]{64}$/);
  expect(hidden).not.toBe(plainIdentity('a\u200cb', 100));
  const long = plainIdentity(`${'x'.repeat(200)}1`, 100);
  expect(long).toMatch(/^x{35}#[0-9a-f]{64}$/);
  expect(long).not.toBe(plainIdentity(`${'x'.repeat(200)}2`, 100));
});
