import { describe, expect, it } from 'vitest';
import { mapTexts } from '#core/text/map-texts';

const shout = (text: string) => text.toUpperCase();

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce((inner) => [inner], 'a' as unknown);
}

describe('texts in data', () => {
  it('are changed wherever they stand, keys too; nothing else is', () => {
    const data = { a: ['b', 1, null, true, { c: 'd' }], E: undefined };
    expect(mapTexts(data, shout)).toEqual({ A: ['B', 1, null, true, { C: 'D' }], E: undefined });
    expect(data).toEqual({ a: ['b', 1, null, true, { c: 'd' }], E: undefined });
  });

  it('leave what they stand in uncopied where none changes', () => {
    const same = { A: [[1, 2], { B: 'C' }] };
    const mixed = { D: same, E: 'e' };
    expect(mapTexts(same, shout)).toBe(same);
    expect((mapTexts(mixed, shout) as typeof mixed).D).toBe(same);
  });

  it('are looked for to a depth of 64, and what is deeper is replaced by a note', () => {
    expect(JSON.stringify(mapTexts(nested(64), shout))).toContain('"A"');
    const deeper = JSON.stringify(mapTexts(nested(65), shout));
    expect(deeper).toContain('[cut: nested too deeply]');
    expect(deeper).not.toMatch(/"a"/i);
  });

  it('keep a key named __proto__ a key', () => {
    const data: unknown = JSON.parse('{"__proto__":{"x":"y"}}');
    expect(JSON.stringify(mapTexts(data, (text) => (text === 'y' ? 'z' : text)))).toBe('{"__proto__":{"x":"z"}}');
  });
});
