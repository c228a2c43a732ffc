import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { maskingPatterns } from '#records/masking/patterns';

const families = readdirSync(new URL('../../../records/masking/patterns/', import.meta.url)).sort();

it('every file of a family stands in the list, in order', () => {
  expect(families).toHaveLength(maskingPatterns.length);
  expect(new Set(maskingPatterns.map(({ name }) => name)).size).toBe(families.length);
});

it('every name fits the mark that protects masked text from being masked again', () => {
  for (const { name } of maskingPatterns) expect(name).toMatch(/^[a-z-]{1,30}$/);
});
