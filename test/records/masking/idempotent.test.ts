import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker } from '#records/masking/create-masker';

const { mask } = createMasker({ patterns: [{ name: 'letter', pattern: '[mk]{2,9}' }] });
const builtIn = createMasker({ patterns: [] });

/** Texts made of the pieces that patterns look for, so that their edges meet. */
const fragment = fc.constantFrom(
  'password',
  '=',
  ': ',
  '"',
  "'",
  '\\"',
  '\n',
  ' ',
  '4111 1111 1111 1111',
  '4111111111111111',
  '-',
  '@',
  '://',
  '.',
  'eyJhbGciOiJI',
  'eyJzdWIiOiIx',
  'a',
  'x.com',
  'bob',
  'AKIAIOSFODNN7EXAMPLE',
  'Bearer ',
  'ghp_',
  'abcdefghij'.repeat(4),
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '[masked:secret]',
  '[masked:',
  ']',
  '|',
  '<',
  '>',
  '{',
  '}',
  'authorization',
  'cookie',
  ';',
  '%40',
  'token',
  '--',
  '@tcp(',
  '\uD800',
  '0',
);
const text = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));

describe('masking twice is masking once', () => {
  it('for texts full of almost-secrets', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = builtIn.mask(given);
        expect(builtIn.mask(once)).toBe(once);
      }),
      { numRuns: 4000 },
    );
  });

  it('for any JSON, also with a configured pattern that would match the marks themselves', () => {
    fc.assert(
      fc.property(fc.jsonValue(), text, (value, given) => {
        const once = mask({ value, given, [given]: given });
        expect(mask(once)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('and leaves the given value as it was', () => {
    const given = { password: 'x', list: ['bob@example.com'] };
    mask(given);
    expect(given).toEqual({ password: 'x', list: ['bob@example.com'] });
  });
});
