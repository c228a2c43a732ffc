import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { JsonValue } from '#core/json/json-value';
import type { Scope } from '#core/runbooks/expressions/expression';

const scope: Scope = {
  plan: { to: { version: '1.4', revision: 12 }, from: { version: '1.5', revision: 13 }, includes_migration: false },
  pods: [
    { name: 'a', restarts: 3, ready: true },
    { name: 'b', restarts: 0, ready: false },
    { name: 'c', restarts: 7, ready: true },
  ],
  names: ['x', 'y'],
  numbers: [1, 2.5, -3],
  mixed: [1, 'one', null],
  labels: { team: 'payments', constructor: 'own', '': 'empty' },
  ratio: 0.25,
  big: 9007199254740991,
  words: 'Grüße, 🙂 WORLD',
  nothing: null,
  none: [],
};

/** The dialect cel-1: what an expression gives. A change of a line here is a new version of the dialect. */
const values: readonly (readonly [string, JsonValue])[] = [
  ['plan.to.revision != plan.from.revision', true],
  ['plan.includes_migration', false],
  ['!plan.includes_migration && ratio < 0.5', true],
  ['plan["to"]["version"]', '1.4'],
  ['plan.to', { version: '1.4', revision: 12 }],
  ['plan.to.revision == 12', true],
  ['plan.to.revision == 12.0', true],
  ['12 == plan.to.revision', true],
  ['plan.to.revision + 1.0', 13],
  ['plan.to.revision - plan.from.revision', -1],
  ['ratio * 100.0 / 2.0', 12.5],
  ['-ratio', -0.25],
  ['plan.to.revision > 11', true],
  ['plan.to.version < "1.5"', true],
  ['plan.to.version == null', false],
  ['nothing == null', true],
  ['null != nothing', false],
  ['size(pods)', 3],
  ['size(pods) + 1', 4],
  ['pods.size() > 2', true],
  ['size(plan.to)', 2],
  ['size(words)', 14],
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ['-7 % 3', -1],
  ['7.0 / 2.0', 3.5],
  ['1 + 2 * 3', 7],
  ['"a" + "b"', 'ab'],
  ['names + ["z"]', ['x', 'y', 'z']],
  ['pods[0].name', 'a'],
  ['pods[size(pods) - 1].name', 'c'],
  ['[1, 2][1]', 2],
  ['[]', []],
  ['{}', {}],
  ['{"a": 1, "b": 2}', { a: 1, b: 2 }],
  ['{"a": ratio}.a', 0.25],
  ['pods.all(p, p.restarts < 10)', true],
  ['pods.exists(p, p.restarts > 5)', true],
  ['pods.exists_one(p, p.ready)', false],
  ['pods.filter(p, p.ready).map(p, p.name)', ['a', 'c']],
  ['pods.map(p, p.restarts > 0, p.name).join(", ")', 'a, c'],
  ['none.all(x, x.anything)', true],
  ['none.exists(x, x.anything)', false],
  ['pods.exists(p, p.name == "a" || p.missing)', true],
  ['pods.all(p, p.missing || true)', true],
  ['plan.to.map(k, k)', ['version', 'revision']],
  ['"y" in names', true],
  ['2.5 in numbers', true],
  ['1 in numbers', true],
  ['"one" in mixed', true],
  ['"team" in labels', true],
  ['"toString" in labels', false],
  ['plan.to.version in ["1.4", "1.5"]', true],
  ['has(plan.to.revision)', true],
  ['has(plan.to.missing)', false],
  ['plan == plan', true],
  ['pods[0] == {"name": "a", "restarts": 3, "ready": true}', true],
  ['numbers == [1, 2.5, -3]', true],
  ['plan.includes_migration ? "a" : "b"', 'b'],
  ['plan.missing == 1 || true', true],
  ['false && plan.missing == 1', false],
  ['plan.missing == 1 && false', false],
  ['string(plan.to.revision)', '12'],
  ['string(ratio)', '0.25'],
  ['string(1) + string(true)', '1true'],
  ['int("42") + int(2.9)', 44],
  ['int(-2.9)', -2],
  ['double("0.5")', 0.5],
  ['double(size(pods)) * ratio', 0.75],
  ['bool("true")', true],
  ['"a,b,,c".split(",")', ['a', 'b', '', 'c']],
  ['"a,b,c".split(",", 2)', ['a', 'b,c']],
  ['words.startsWith("Gr") && words.endsWith("LD") && words.contains("🙂")', true],
  ['" a ".trim()', 'a'],
  ['"aBc".upperAscii() + "aBc".lowerAscii()', 'ABCabc'],
  ['big', 9007199254740991],
  ["'single' + r'\\d'", 'single\\d'],
  ['"\\u00e9\\n"', 'é\n'],
  ['// a comment\ntrue', true],
];

test.each(values)('%s', (cel, value) => {
  expect(evaluate({ cel }, scope)).toEqual({ kind: 'value', value });
});

test('the library itself gives the same values', () => {
  const json = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)));
  const library = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  // It cannot read an object with a key `constructor`.
  const readable = { ...scope, labels: { team: 'payments' } };
  for (const [cel, value] of values) expect(json(library.evaluate(cel, readable)), cel).toEqual(value);
});

describe('where the dialect goes its own way', () => {
  test.each([
    ['has() is false where not even the beginning of the way is there', 'has(finding.service)', false],
    ['a field called constructor is a field', 'labels.constructor', 'own'],
    ['a field beside one called constructor is found', 'labels.team', 'payments'],
    ['letters beyond ASCII keep their case', '"ÄB".lowerAscii()', 'Äb'],
    ['a split without separator keeps characters whole', 'words.split("").size()', 14],
  ])('%s', (_, cel, value) => {
    expect(evaluate({ cel }, scope)).toEqual({ kind: 'value', value });
  });
});

test.each([
  'finding',
  'finding.service',
  'plan.to.missing',
  'plan.to.version.more',
  'nothing.more',
  'pods[3]',
  'pods[-1]',
  'pods[0.5]',
  'pods.map(p, p.missing)',
  'constructor',
  'toString',
  'plan.hasOwnProperty',
  'labels["__proto__"]',
  'plan.missing == 1 || false',
])('what is not there is absent: %s', (cel) => {
  expect(evaluate({ cel }, scope)).toMatchObject({ kind: 'absent' });
});

test.each([
  'plan.to.revision + 1',
  '1 / 0',
  '1 % 0',
  '1.0 / 0.0',
  '9223372036854775807 + 1',
  '9007199254740993',
  'plan.to.version - 1.0',
  'plan.to.version < 1.0',
  '!ratio',
  '-words',
  'ratio ? 1 : 2',
  'ratio && true',
  'ratio.exists(x, true)',
  'names.exists(x, x)',
  'mixed.join(",")',
  'int("4x")',
  'int("")',
  'double("nan")',
  'bool("maybe")',
  '"a" in "abc"',
  '{1: 2}',
  '__proto__',
  'b"bytes"',
  '1u',
  'type(1)',
  'timestamp("2026-11-01T00:00:00Z")',
  'words.matches("(a+)+$")',
  'plan.bind(1, 1, plan)',
  'dyn(1)',
  'a.?b',
  'names.map(x)',
  'names.map(1, x)',
  'has(names)',
  '1 +',
  '',
  '"',
])('what is wrong is an error: %s', (cel) => {
  expect(evaluate({ cel }, scope)).toMatchObject({ kind: 'error' });
});

test('whatever the text, evaluating it is an answer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
      (cel) => {
        expect(['value', 'absent', 'error']).toContain(evaluate({ cel }, scope).kind);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['parentheses', '('.repeat(10_000) + '1' + ')'.repeat(10_000)],
  ['negations', `${'!'.repeat(10_000)}true`],
  ['negations that are still read', `${'!'.repeat(1990)}true`],
  ['a long text', `"${'a'.repeat(1_000_000)}"`],
  ['a huge integer', '9'.repeat(1500)],
])('hostile: %s', (_, cel) => {
  const evaluated = evaluate({ cel }, scope);
  expect(evaluated.kind).toBe('error');
  expect(evaluated.kind === 'error' && evaluated.message.length).toBeLessThan(500);
});

test('a result holds own properties of plain objects only', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}') as JsonValue;
  const evaluated = evaluate({ cel: 'data' }, { data: hostile });
  expect(JSON.stringify(evaluated)).toBe(JSON.stringify({ kind: 'value', value: hostile }));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(evaluate({ cel: '{"__proto__": 1}["__proto__"]' }, {})).toEqual({ kind: 'value', value: 1 });
  expect(evaluate({ cel: 'data.polluted' }, { data: hostile })).toMatchObject({ kind: 'absent' });
});

test('what is nested deeper than the stack is an error', () => {
  let deep: JsonValue = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(evaluate({ cel: 'deep == [deep]' }, { deep })).toMatchObject({ kind: 'error' });
  expect(evaluate({ cel: 'deep' }, { deep })).toMatchObject({ kind: 'error' });
});
