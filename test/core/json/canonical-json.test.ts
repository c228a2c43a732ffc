import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';

describe('canonical JSON', () => {
  it('is that of RFC 8785, section 3.2.2 and 3.2.3', () => {
    const given: unknown = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0],"\\u20ac":"Euro","\\r":"CR",' +
        '"\\ufb33":"Hebrew","1":"One","\\ud83d\\ude00":"Emoji","\\u0080":"Control","\\u00f6":"o","literals":[null,true,false]}',
    );
    expect(canonicalJson(given)).toBe(
      '{"\\r":"CR","1":"One","literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
        '"\u0080":"Control","\u00f6":"o","\u20ac":"Euro","\ud83d\ude00":"Emoji","\ufb33":"Hebrew"}',
    );
  });

  it('does not depend on the order of keys, and reads back as the same value', () => {
    const keys = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }), fc.boolean()));
    fc.assert(
      fc.property(keys, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  it.each([
    ['undefined', { alert: [{ service: undefined }] }, /\$\.alert\[0\]\.service is undefined/],
    ['a hole in a list', { list: Array(1) }, /\$\.list\[0\] is undefined/],
    ['NaN', { value: NaN }, /\$\.value is NaN/],
    ['Infinity', [Infinity], /\$\[0\] is Infinity/],
    ['a lone surrogate', { text: 'a\uD800' }, /\$\.text has a lone surrogate/],
    ['a lone surrogate in a key', { '\uDC00': 1 }, /\$ has a key with a lone surrogate/],
    ['a date', { at: new Date(0) }, /\$\.at is a Date/],
    ['a big number', { n: 1n }, /\$\.n is a bigint/],
    ['a value that contains itself', cyclic, /deeper than 200 levels/],
  ])('refuses %s and names the place', (_what, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('takes absent and undefined keys for the same where a caller says so', () => {
    expect(canonicalJson(withoutUndefinedKeys({ a: undefined, b: [{ c: undefined, d: 1 }] }))).toBe('{"b":[{"d":1}]}');
  });
});
