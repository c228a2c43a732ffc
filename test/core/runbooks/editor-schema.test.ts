import { expect, test } from 'vitest';
import { editorSchemas } from '#core/runbooks/editor-schema';
import { StepKind } from '#core/runbooks/steps/step';

type Schema = Readonly<Record<string, unknown>>;
interface EditorSchema {
  readonly oneOf: readonly { readonly $ref: string }[];
  readonly $defs: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, Schema>>; readonly anyOf?: readonly Schema[] }>
  >;
}
const schema = editorSchemas() as unknown as EditorSchema;

test('one document tells runbooks from checklists by their kind', () => {
  expect(schema.oneOf.map(({ $ref }) => $ref)).toEqual(['#/$defs/Runbook', '#/$defs/Checklist']);
  for (const kind of ['Runbook', 'Checklist'])
    expect(schema.$defs[kind]?.properties?.kind).toMatchObject({ const: kind });
});

test('a step is one of the kinds that there are, also inside other steps', () => {
  const kinds = Object.values(StepKind);
  expect(schema.$defs.step?.anyOf).toEqual(kinds.map((kind) => ({ $ref: `#/$defs/step_${kind}` })));
  for (const kind of kinds) expect(schema.$defs[`step_${kind}`]?.properties).toHaveProperty(kind);
  expect(schema.$defs.Runbook?.properties?.steps).toMatchObject({ items: { $ref: '#/$defs/step' } });
  expect(schema.$defs.step_forEach?.properties?.steps).toMatchObject({ items: { $ref: '#/$defs/step' } });
  expect(schema.$defs.step_parallel?.properties?.parallel).toMatchObject({
    additionalProperties: { items: { $ref: '#/$defs/step' } },
  });
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name);
  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect(schema.$defs).toHaveProperty([String(name)]);
});

test('an editor shows help for every key of a step', () => {
  for (const kind of Object.values(StepKind)) {
    for (const [key, described] of Object.entries(schema.$defs[`step_${kind}`]?.properties ?? {})) {
      expect(described, `${kind}.${key}`).toHaveProperty('description');
    }
  }
});
