import { describe, expect, it } from 'vitest';
import { createMasker } from '#records/masking/create-masker';

const withPattern = (pattern: string) => createMasker({ patterns: [{ name: 'ticket', pattern }] });

describe('a configured masking pattern', () => {
  it('masks beside the built-in ones', () => {
    expect(withPattern('TICKET-\\d{1,9}').mask('see TICKET-12 by bob@example.com')).toBe(
      'see [masked:ticket] by [masked:e-mail]',
    );
  });

  it('keeps its group "before" readable', () => {
    expect(withPattern('(?<before>customer )\\d{1,9}').mask('customer 12 called')).toBe(
      'customer [masked:ticket] called',
    );
  });

  it('is refused by name when it does not compile', () => {
    expect(() => withPattern('(')).toThrow(/"ticket" does not compile: .*masking\.patterns/);
  });

  it('is refused when it matches the empty text', () => {
    expect(() => withPattern('a*')).toThrow(/"ticket" matches the empty text/);
  });

  it.each(['(a+)+b', '(?:TICKET-)+(?:TICKET-)+!', '(x|x)*y'])(
    'is refused when %s would stop the process',
    (pattern) => {
      expect(() => withPattern(pattern)).toThrow(/"ticket" is too slow: .*Bound its repetitions/);
    },
  );
});

describe('the masker refuses what it cannot search', () => {
  it.each([
    ['a date', { at: new Date(0) }, /Cannot mask a Date/],
    ['a map', new Map(), /Cannot mask a Map/],
    ['a function', { f: () => 1 }, /Cannot mask a function/],
  ])('%s', (_what, value, message) => {
    expect(() => createMasker({ patterns: [] }).mask<unknown>(value)).toThrow(message);
  });

  it('more than 200 levels', () => {
    const deep: unknown = JSON.parse('['.repeat(300) + ']'.repeat(300));
    expect(() => createMasker({ patterns: [] }).mask(deep)).toThrow(/more than 200 levels/);
  });
});
