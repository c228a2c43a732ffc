import { expect, it } from 'vitest';
import { explainAway } from '#core/analysis/explain-away';
import { observe } from '#core/analysis/observed';
import { graphOf } from '#core/analysis/reach';
import { pictureOf } from '#core/analysis/symptoms';
import { evidenceOf, FAULT_AT, seriesOf } from '#test/support/synthetic-incident';

/** Services that fail with an error ratio from a second on; who waits for whom as pairs. */
const originsOf = (failing: Record<string, { ratio: number; at?: number }>, waits: readonly [string, string][]) => {
  const names = [...new Set([...Object.keys(failing), ...waits.flat()])];
  const series = names.map((name) => {
    const { ratio = 0, at = 0 } = failing[name] ?? {};
    const values = Array.from({ length: 60 }, (_, index) => ((index - 24) * 5 >= at ? ratio : 0));
    return seriesOf(name, 'error_ratio', values, { start: FAULT_AT - 120 });
  });
  const observed = observe([evidenceOf('all', { series })], FAULT_AT + 1000);
  const parts = { observed, conditions: new Map(), sound: new Map(), alertAt: FAULT_AT + 120 };
  const pictures = new Map(names.map((name) => [name, pictureOf(name, parts)]));
  const topology = names.map((name) => ({ name, dependencies: waits.filter(([a]) => a === name).map(([, b]) => b) }));
  return explainAway(pictures, graphOf(topology));
};

it('lets callers give way to the deepest service in trouble', () => {
  const { origins, explainedBy } = originsOf({ a: { ratio: 0.1 }, b: { ratio: 0.1 }, c: { ratio: 0.2 } }, [
    ['a', 'b'],
    ['b', 'c'],
  ]);
  expect(origins).toEqual(['c']);
  expect([...explainedBy]).toEqual([
    ['a', 'c'],
    ['b', 'c'],
  ]);
});

it('keeps both of two that do not wait for each other', () => {
  expect(originsOf({ a: { ratio: 0.1 }, b: { ratio: 0.1 } }, []).origins).toEqual(['a', 'b']);
});

it('does not explain trouble by a dependency that failed much later', () => {
  expect(originsOf({ a: { ratio: 0.1 }, b: { ratio: 0.2, at: 90 } }, [['a', 'b']]).origins).toEqual(['a', 'b']);
});

it('keeps all services of a circle, and none of them once something below fails', () => {
  const circle: readonly [string, string][] = [
    ['a', 'b'],
    ['b', 'a'],
  ];
  expect(originsOf({ a: { ratio: 0.2 }, b: { ratio: 0.2 } }, circle).origins).toEqual(['a', 'b']);
  expect(
    originsOf({ a: { ratio: 0.2 }, b: { ratio: 0.2 }, c: { ratio: 0.2 } }, [...circle, ['b', 'c']]).origins,
  ).toEqual(['c']);
});
