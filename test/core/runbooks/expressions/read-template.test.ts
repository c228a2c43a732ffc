import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveTemplate, resolveText } from '#core/runbooks/expressions/evaluate';
import { readTemplate } from '#core/runbooks/expressions/read-template';

const scope = { plan: { to: { revision: 12, version: '1.4' } }, names: ['a', 'b'] };
const resolved = (value: unknown) => {
  const { template, problems } = readTemplate(value);
  expect(problems).toEqual([]);
  return resolveTemplate(template, scope);
};

test.each([
  ['a literal', 'plain', 'plain'],
  ['an expression alone keeps its type', '${{ plan.to.revision }}', 12],
  ['a list alone stays a list', '${{ names }}', ['a', 'b']],
  ['words around it make a text', 'to ${{ plan.to.version }} (${{ plan.to.revision }})', 'to 1.4 (12)'],
  ['a space before it makes a text', ' ${{ plan.to.revision }}', ' 12'],
  ['an escaped opening is literal', 'write $${{ x }} as it is', 'write ${{ x }} as it is'],
  ['closing braces in a text do not end it', '${{ "}}" + "a" }}!', '}}a!'],
  ['nor in a triple-quoted one', "${{ '''it's }} ''' }}", "it's }} "],
  ['nor after an escaped quote', '${{ "\\"}}" }}', '"}}'],
  ['nor those of an object', '${{ {"a": {"b": 1}}.a }}', { b: 1 }],
  ['other values', { a: [1, true, null, '${{ names[0] }}'], b: {} }, { a: [1, true, null, 'a'], b: {} }],
  ['an empty text', '', ''],
])('%s', (_, value, expected) => {
  expect(resolved(value)).toEqual({ kind: 'value', value: expected });
});

test('expressions are told with their places', () => {
  const { expressions } = readTemplate({ a: ['x ${{  plan.to }}${{ names }}', '${{ names }}'] });
  expect(expressions).toEqual([
    { cel: 'plan.to', path: ['a', 0], offset: 7, alone: false },
    { cel: 'names', path: ['a', 0], offset: 21, alone: false },
    { cel: 'names', path: ['a', 1], offset: 4, alone: true },
  ]);
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

test.each([
  ['an unclosed expression', 'a ${{ plan.to', '"${{ plan.to" is not closed'],
  ['one closed by half', '${{ plan.to }', 'is not closed'],
  ['an unclosed text in it', '${{ "a }}', 'is not closed'],
  ['an empty one', '${{ }}', 'has no expression in it'],
  ['too deep a value', deep(13), 'nested deeper than 12 levels'],
  ['too many values', Array.from({ length: 600 }, () => 1), 'more than 500 values'],
  ['too long a text', 'a'.repeat(4001), 'at most 4000'],
  ['a prototype', JSON.parse('{"__proto__": {"a": 1}}'), '"__proto__" cannot be a key'],
  ['a date', { at: new Date(0) }, 'no plain value'],
  ['no number', Number.NaN, 'no number that JSON has'],
  ['nothing', undefined, 'undefined cannot stand here'],
])('%s is a problem', (_, value, words) => {
  const { problems } = readTemplate(value);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.problem).toContain(words);
  expect(problems[0]?.remedy).not.toBe('');
});

test('12 levels and 500 values are read', () => {
  expect(readTemplate(deep(12)).problems).toEqual([]);
  expect(readTemplate(Array.from({ length: 499 }, () => 1)).problems).toEqual([]);
});

test('words for people go on where something is not known', () => {
  const { template } = readTemplate('${{ finding.service }} to ${{ plan.to.version }}');
  expect(resolveText(template, scope)).toBe('(not known) to 1.4');
  expect(resolveTemplate(template, scope)).toMatchObject({ kind: 'absent' });
});

test('a text is cut between characters, never within one', () => {
  const { template } = readTemplate('a${{ long }}');
  const text = resolveText(template, { long: '🙂'.repeat(3000) });
  expect(text).toHaveLength(3999);
  expect(text.endsWith('🙂')).toBe(true);
});

test('whatever the value, reading it is an answer', () => {
  const texts = fc
    .array(fc.constantFrom('${{', '}}', '"', "'", '\\', '$', 'a', '{', '}', 'r"', "'''"))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(texts, fc.anything()), (value) => {
      const { template, problems } = readTemplate(value);
      if (problems.length === 0) expect(['value', 'absent', 'error']).toContain(resolveTemplate(template, {}).kind);
    }),
    { numRuns: 1000 },
  );
});
