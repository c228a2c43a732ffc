import { parse, type ASTNode } from '@marcbachmann/cel-js';
import { expect, test } from 'vitest';
import { checkExpression } from '#core/runbooks/expressions/check-expression';
import { evaluate } from '#core/runbooks/expressions/evaluate';
import type { Scope } from '#core/runbooks/expressions/expression';
import { interpret } from '#core/runbooks/expressions/interpret';
import { meter, mostWork, NoValue } from '#core/runbooks/expressions/work';

/** Each 8 KiB of JSON, as much as a step's result may have. */
const scope: Scope = {
  list: Array.from({ length: 4000 }, () => 1),
  copy: Array.from({ length: 4000 }, () => 1),
  texts: Array.from({ length: 2600 }, () => 'a'),
  text: 'a'.repeat(8000),
  needle: `${'a'.repeat(4000)}b`,
  pods: Array.from({ length: 120 }, (_, index) => ({ name: `checkout-${index}`, version: '1.4', restarts: index % 7 })),
  plan: { to: { version: '1.5' } },
};

function workOf(cel: string): number {
  const { ast } = parse(cel) as { ast: ASTNode };
  let work = 0;
  const spend = meter();
  try {
    interpret(ast, { scope }, (operations) => {
      work += operations;
      spend(operations);
    });
  } catch (error) {
    if (!(error instanceof NoValue)) throw error;
  }
  return work;
}

const sum = (term: string, times: number): string => Array.from({ length: times }, () => term).join(' + ');

const costly: readonly (readonly [string, string])[] = [
  ['each element compared with a whole list', 'list.filter(x, list == copy)'],
  ['each element looked for in a whole list', 'list.all(x, !(2 in list))'],
  ['texts that grow in each round', `list.map(x, ${sum('text', 60)})`],
  ['texts that grow and are joined', `texts.map(x, ${sum('text', 40)}).join(text)`],
  ['searches for what is nearly there', 'list.exists(x, text.contains(needle))'],
  ['splitting again and again', 'list.map(x, text.split("a"))'],
  ['a list joined with a long text', `texts.join(${sum('text', 50)})`],
  ['lists that grow', `list.map(x, ${sum('list', 60)})`],
  ['deep comparison of big lists', 'list.all(x, pods == pods.filter(p, true))'],
  ['changing the case of a long text', 'list.exists(x, text.upperAscii() == "")'],
];

test.each(costly)('%s: ended before it has cost much', (_, cel) => {
  expect(evaluate({ cel }, scope)).toMatchObject({ kind: 'error', message: expect.stringContaining('too much work') });
});

test('what stands in runbooks costs less than a fiftieth of what it may', () => {
  for (const cel of [
    'pods.filter(p, p.version != plan.to.version).map(p, p.name).join(", ")',
    'pods.all(p, p.restarts < 10.0) && size(pods) > 1',
    'text.contains("timeout") || text.startsWith("b")',
    'pods.exists(p, p.name in ["checkout-1", "checkout-119"])',
  ]) {
    expect(evaluate({ cel }, scope).kind, cel).toBe('value');
    expect(workOf(cel), cel).toBeLessThan(mostWork / 50);
  }
});

test('what ran out of work is not taken for an absent side of ||', () => {
  const cel = 'list.exists(x, text.contains(needle)) || true';
  expect(evaluate({ cel }, scope)).toMatchObject({ kind: 'error' });
});

test('the same expression ends alike however often it is evaluated', () => {
  const cel = 'list.map(x, x + 1.0 > 2.0)';
  const first = workOf(cel);
  expect([workOf(cel), workOf(cel)]).toEqual([first, first]);
});

test('macros within macros are refused before a run', () => {
  const { problems } = checkExpression('pods.all(x, pods.all(y, x == y))', { pods: { kind: 'any' } }, 'boolean');
  expect(problems[0]?.problem).toContain('within another');
});

test('a result that is larger than a history should carry is an error', () => {
  expect(evaluate({ cel: sum('text', 20) }, scope)).toMatchObject({
    kind: 'error',
    message: expect.stringContaining('too large'),
  });
});
