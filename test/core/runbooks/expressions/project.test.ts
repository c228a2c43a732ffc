import fc from 'fast-check';
import { expect, test } from 'vitest';
import { project } from '#core/runbooks/expressions/project';

const data = { plan: { to: { revision: 12, version: '1.4' }, from: { revision: 13 } }, pods: [{ name: 'a' }], n: 1 };

test.each([
  ['a part', [['plan', 'to', 'revision']], { plan: { to: { revision: 12 } } }],
  ['several parts', [['plan', 'to', 'revision'], ['n']], { plan: { to: { revision: 12 } }, n: 1 }],
  [
    'a part and the whole of it',
    [
      ['plan', 'to', 'revision'],
      ['plan', 'to'],
    ],
    { plan: { to: data.plan.to } },
  ],
  ['the whole and a part of it', [['plan'], ['plan', 'to', 'revision']], { plan: data.plan }],
  ['a list is selected as a whole', [['pods', 'name']], { pods: [{ name: 'a' }] }],
  ['the empty path keeps all', [[]], data],
  ['a way that leads nowhere selects nothing', [['plan', 'nowhere', 'at'], ['gone']], { plan: {} }],
  ['nothing is selected', [], {}],
])('%s', (_, select, kept) => {
  expect(project(data, select)).toEqual(kept);
});

test('what is inherited, computed or no JSON is left out', () => {
  const foreign = Object.assign(Object.create({ inherited: 1 }) as object, {
    list: [1, undefined, () => 1],
    date: new Date(0),
    big: 1n,
    not: Number.NaN,
    fine: null,
  });
  Object.defineProperty(foreign, 'computed', { get: () => 1, enumerable: true });
  const select = ['inherited', 'list', 'date', 'big', 'not', 'fine', 'computed', 'toString'].map((key) => [key]);
  expect(project(foreign, select)).toEqual({ list: [1, null, null], fine: null });
});

test('a key of a prototype is a key', () => {
  const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
  const kept = project(hostile, [['__proto__', 'polluted'], ['constructor']]);
  expect(JSON.stringify(kept)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('what is nested deeper than 32 levels is left out', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 50_000; level++) deep = { deep };
  expect(JSON.stringify(project(deep, [[]])).match(/deep/g)?.length).toBe(32);
});

test.each([[null], [undefined], ['text'], [[1, 2]], [7]])('what is no object has no parts: %j', (given) => {
  expect(project(given, [[]])).toEqual({});
});

test('JSON comes out as it went in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (given) => {
      const json = JSON.parse(JSON.stringify(given)) as unknown;
      expect(JSON.stringify(project(json, [[]]))).toBe(JSON.stringify(json));
    }),
  );
});
