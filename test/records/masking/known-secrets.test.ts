import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker } from '#records/masking/create-masker';

function maskerOf(...secrets: readonly string[]) {
  const masker = createMasker({ patterns: [] });
  secrets.forEach((secret, index) => masker.addSecret(`source ${index}`, secret));
  return masker;
}

/** Of any characters, but no part of a mark: that is what it would be replaced by. */
const secret = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }), fc.base64String({ minLength: 8, maxLength: 60 }))
  .filter((value) => value.length >= 8 && !'[masked:secret]'.includes(value) && !/\p{Surrogate}/u.test(value));
/** Without what the built-in patterns look for. */
const prose = fc.stringMatching(/^[a-z ,]{0,30}$/);

describe('a secret of this process is masked by its value', () => {
  it.each([
    ['alone', 'hunter2-hunter2', '[masked:secret]'],
    ['within a word', 'xhunter2-hunter2y', 'x[masked:secret]y'],
    ['twice', 'hunter2-hunter2 hunter2-hunter2', '[masked:secret] [masked:secret]'],
    [
      'in base64, wherever it begins',
      Buffer.from('reader:hunter2-hunter2').toString('base64'),
      /^cmVhZGVyO[^y]{0,2}\[masked:secret\]/,
    ],
    ['in an address', 'q=hunter2-hunter2&x=1', 'q=[masked:secret]&x=1'],
  ])('%s', (_, text, expected) => {
    const masked = maskerOf('hunter2-hunter2').mask(text);
    if (typeof expected === 'string') expect(masked).toBe(expected);
    else expect(masked).toMatch(expected);
  });

  it('in keys, lists and values of any depth', () => {
    const value = { list: [{ 'a hunter2-hunter2': 'is hunter2-hunter2' }] };
    expect(maskerOf('hunter2-hunter2').mask<unknown>(value)).toEqual({
      list: [{ 'a [masked:secret]': 'is [masked:secret]' }],
    });
  });

  it('whatever it is made of, and whatever stands around it', () => {
    fc.assert(
      fc.property(secret, prose, prose, (value, before, after) => {
        const masked = maskerOf(value).mask(`${before}${value}${after}`);
        expect(masked).not.toContain(value);
      }),
      { numRuns: 500 },
    );
  });

  it('within a JSON text, URL-encoded and in base64', () => {
    fc.assert(
      fc.property(secret, fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (value, before, after) => {
        const { mask } = maskerOf(value);
        const inJson = JSON.stringify(value).slice(1, -1);
        expect(mask(`{"said":"${inJson}"}`)).not.toContain(inJson);
        expect(mask(`?q=${encodeURIComponent(value)}&x`)).not.toContain(encodeURIComponent(value));
        const lower = encodeURIComponent(value).replaceAll(/%../g, (escape) => escape.toLowerCase());
        expect(mask(`?q=${lower}&x`)).not.toContain(lower);
        const bytes = Buffer.concat([before, Buffer.from(value), after]);
        for (const encoding of ['base64', 'base64url'] as const) {
          expect(mask(`=${bytes.toString(encoding)}`)).toContain('[masked:');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of several, also where one begins with another', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 2, maxLength: 5 }), (values) => {
        const { mask } = maskerOf(...values, `${values[0]}-longer`);
        const masked = mask(`${values.join(' and ')} and ${values[0]}-longer`);
        for (const value of values) expect(masked).not.toContain(value);
        expect(mask(masked)).toBe(masked);
      }),
      { numRuns: 300 },
    );
    expect(maskerOf('12345678', '12345678-9').mask('is 12345678-9.')).toBe('is [masked:secret].');
  });

  it('also after it was replaced twice, but not for ever: tokens of a year would be thousands', () => {
    const masker = createMasker({ patterns: [] });
    for (const value of ['token-one', 'token-two', 'token-six', 'token-ten']) masker.addSecret('file /token', value);
    masker.addSecret('env OTHER', 'the-other');
    masker.addSecret('file /token', 'token-ten');
    expect(masker.mask('token-one token-two token-six token-ten the-other')).toBe(
      'token-one [masked:secret] [masked:secret] [masked:secret] [masked:secret]',
    );
  });
});

describe('what is no secret stays', () => {
  it('texts without any', () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(maskerOf('hunter2-hunter2').mask(text)).toBe(text);
      }),
    );
  });

  it('ordinary words, although a secret of fewer than 8 characters is one of them', () => {
    expect(maskerOf('prod', 'x', '').mask('the prod system, next')).toBe('the prod system, next');
  });

  it('what only begins or ends like one', () => {
    expect(maskerOf('hunter2-hunter2').mask('hunter2-hunter unter2-hunter2')).toBe('hunter2-hunter unter2-hunter2');
  });
});
