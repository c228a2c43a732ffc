import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { valueTypeOf } from '#core/runbooks/expressions/json-schema-types';

test('what zod writes of a tool is understood', () => {
  const schema = z.toJSONSchema(
    z.strictObject({
      revision: z.int(),
      version: z.string().optional(),
      kind: z.enum(['release', 'rollout']),
      pods: z.array(z.strictObject({ ready: z.boolean() })),
      labels: z.record(z.string(), z.string()),
      note: z.string().nullable(),
    }),
  );
  expect(valueTypeOf(schema)).toEqual({
    kind: 'object',
    open: false,
    fields: {
      revision: { type: { kind: 'number' }, optional: false },
      version: { type: { kind: 'string' }, optional: true },
      kind: { type: { kind: 'string', oneOf: ['release', 'rollout'] }, optional: false },
      pods: {
        type: {
          kind: 'list',
          of: { kind: 'object', open: false, fields: { ready: { type: { kind: 'boolean' }, optional: false } } },
        },
        optional: false,
      },
      labels: { type: { kind: 'object', open: true, fields: {} }, optional: false },
      note: { type: { kind: 'any' }, optional: false },
    },
  });
});

test.each([
  ['a type array', { type: ['string'] }, { kind: 'string' }],
  ['several types', { type: ['string', 'null'] }, { kind: 'any' }],
  ['choices of one kind', { anyOf: [{ const: 'a' }, { enum: ['b', 'a'] }] }, { kind: 'string', oneOf: ['a', 'b'] }],
  ['choices of several kinds', { oneOf: [{ type: 'string' }, { type: 'null' }] }, { kind: 'any' }],
  ['a constant', { const: 3 }, { kind: 'number' }],
  ['an open object', { type: 'object', properties: {} }, { kind: 'object', open: true, fields: {} }],
  [
    'patterns of names',
    { type: 'object', additionalProperties: false, patternProperties: { '^x': {} } },
    { kind: 'object', open: true, fields: {} },
  ],
  ['a list of anything', { type: 'array' }, { kind: 'list', of: { kind: 'any' } }],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }, { kind: 'list', of: { kind: 'any' } }],
  ['a reference', { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'boolean' } } }, { kind: 'boolean' }],
  ['a foreign reference', { $ref: 'https://example.org/schema' }, { kind: 'any' }],
  ['an inherited reference', { $ref: '#/constructor' }, { kind: 'any' }],
  ['a circle', { $ref: '#' }, { kind: 'any' }],
  ['true', true, { kind: 'any' }],
  ['nothing', undefined, { kind: 'any' }],
  ['a combination', { type: 'string', allOf: [{ minLength: 1 }] }, { kind: 'any' }],
])('%s', (_, schema, type) => {
  expect(valueTypeOf(schema)).toEqual(type);
});

test('a schema that refers to itself ends', () => {
  const tree = { type: 'object', properties: { left: { $ref: '#' }, right: { $ref: '#' }, more: { $ref: '#' } } };
  expect(valueTypeOf(tree)).toMatchObject({ kind: 'object', fields: { left: { type: { kind: 'object' } } } });
});

test('whatever is given, a type comes out', () => {
  const schema = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.anything(),
      fc.dictionary(
        fc.constantFrom('type', 'properties', 'items', 'anyOf', 'enum', '$ref', 'required', '__proto__'),
        fc.oneof(tie('any'), fc.constantFrom('object', 'array', 'string', '#', '#/properties')),
      ),
    ),
  })).any;
  fc.assert(
    fc.property(schema, (given) => {
      expect(valueTypeOf(given)).toHaveProperty('kind');
    }),
  );
});
