import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Library } from '#core/language/compile-library';
import { checkedLibrary } from '../../support/checked-library.ts';
import { workedExample } from '../../support/worked-example.ts';

const everyKind = `apiVersion: holdfast/v1
kind: Runbook
name: every-kind
title: One step of each kind
inputs: { count: { type: integer }, note: { type: string, default: none } }
variables: { many: inputs.count > 2.0 }
within: 6h
steps:
  - { id: look, read: metrics.compare_services, with: { limit: 5 }, until: size(result.services) > 0, within: 2m }
  - { id: both, join: any, parallel: { l: [{ id: b, wait: 5s, if: variables.many }], r: [{ id: c, ask: Well?, within: 1m }] } }
  - { id: each, forEach: look.services, as: one, atMost: 9, atOnce: 2, steps: [{ id: d, notify: owner, message: "\${{ one.name }}" }] }
  - { id: sub, runbook: roll-back-bad-release, onFailure: undo }
outputs: { count: each.count }
`;

const words = fc.constantFrom(
  ...[
    'read',
    'write',
    'ask',
    'parallel',
    'forEach',
    'steps',
    'id',
    'a',
    'plan',
    'within',
    '5m',
    '-1s',
    'metrics.compare_services',
  ],
  ...[
    '${{ plan.to.version }}',
    '${{',
    '${{ x }}',
    'true',
    'finding.cause == "x"',
    '__proto__',
    'constructor',
    'target',
    '',
    'list',
  ],
);
const json = fc.jsonValue({ maxDepth: 4 });
const odd = fc.oneof(words, json, fc.dictionary(words, fc.oneof(words, json), { maxKeys: 4 }));

/** Puts something else at a place of a document, takes it out, or adds a key beside it. */
function mutate(value: unknown, [seed, kind, replacement]: readonly [number, number, unknown]): unknown {
  const places: (readonly (string | number)[])[] = [];
  const visit = (at: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof at !== 'object' || at === null) return;
    for (const [key, inner] of Object.entries(at)) visit(inner, [...path, Array.isArray(at) ? Number(key) : key]);
  };
  visit(value, []);
  const change = (at: unknown, path: readonly (string | number)[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) {
      if (kind === 2 && Array.isArray(at)) return [...(at as unknown[]), replacement];
      if (kind === 2 && typeof at === 'object') return { ...at, [String(seed % 9)]: replacement };
      return replacement;
    }
    const entries = Object.entries(at as object).flatMap(([name, inner]) => {
      if (name !== String(key)) return [[name, inner] as const];
      return kind === 1 && rest.length === 0 ? [] : [[name, change(inner, rest)] as const];
    });
    return Array.isArray(at) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  };
  return change(value, places[seed % places.length] ?? []);
}

const mutation = fc.tuple(fc.nat(), fc.nat(2), odd);
const mutated = fc
  .tuple(fc.constantFrom(workedExample, everyKind), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([text, mutations]) => stringify(mutations.reduce(mutate, parse(text) as unknown)));

function accountedFor({ problems }: Library): void {
  for (const { line, column, remedy, problem } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(problem).not.toBe('');
    expect(remedy).not.toBe('');
  }
}

test('the documents that are mutated are accepted as they are', () => {
  const { problems } = checkedLibrary({
    'a.yaml': workedExample
      .replace('finding.service', 'inputs.service')
      .replace('incident.environment', '"production"'),
    'b.yaml': everyKind,
  });
  expect(problems.filter(({ severity }) => severity === 'error').map(({ problem }) => problem)).toEqual([
    expect.stringContaining('"inputs" has no field "service"'),
    expect.stringContaining('"roll-back-bad-release" has errors itself'),
  ]);
});

test('whatever stands in a document, it is either compiled or refused with its place', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 3, arbitrary: mutated },
        {
          weight: 1,
          arbitrary: odd.map((value) => stringify({ apiVersion: 'holdfast/v1', kind: 'Runbook', steps: value })),
        },
      ),
      (text) => {
        const library = checkedLibrary({ 'random.yaml': text });
        accountedFor(library);
        expect(library.runbooks.length === 1).toBe(library.problems.every(({ severity }) => severity === 'warning'));
      },
    ),
    { numRuns: 1500 },
  );
});

test('so it is with whatever text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    odd.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (each) => accountedFor(checkedLibrary({ 'random.yaml': each }))),
    { numRuns: 500 },
  );
});
