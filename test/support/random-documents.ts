import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { workedExample } from './worked-example.ts';

// Runbooks as somebody might have written them: right, nearly right, and not at all.

/** What a step of {@link everyKind} runs. */
export const lookAgain = `apiVersion: holdfast/v1
kind: Runbook
name: look-again
title: Looks at it once more
inputs: { limit: { type: integer } }
steps:
  - { id: again, read: metrics.compare_services, with: { limit: "\${{ inputs.limit }}" } }
outputs: { found: size(again.services) }
`;

export const everyKind = `apiVersion: holdfast/v1
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
  - { id: sub, runbook: look-again, with: { limit: "\${{ inputs.count }}" }, onFailure: undo }
outputs: { count: each.count }
`;

const words = fc.constantFrom(
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
);
const json = fc.jsonValue({ maxDepth: 4 });
export const odd = fc.oneof(words, json, fc.dictionary(words, fc.oneof(words, json), { maxKeys: 4 }));

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
export const mutated = fc
  .tuple(fc.constantFrom(workedExample, everyKind), fc.array(mutation, { maxLength: 3 }))
  .map(([text, mutations]) => stringify(mutations.reduce(mutate, parse(text) as unknown)));
