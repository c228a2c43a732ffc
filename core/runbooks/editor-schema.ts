import { z } from 'zod';
import { ChecklistDocument } from './compile-checklist.ts';
import { RunbookDocument } from './runbook-document.ts';
import { stepDocuments } from './steps/index.ts';
import { InnerStep } from './steps/step-document.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of runbooks and checklists, for completion and help in editors: made of the schemas that check them.
 * What only the checker can tell (names of tools, types of expressions, deadlines) is not in it.
 */
export function editorSchemas(): JsonSchema {
  const steps = Object.entries(stepDocuments).map(([kind, schema]) => [`step_${kind}`, schemaOf(schema)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Holdfast runbook or checklist',
    type: 'object',
    oneOf: [{ $ref: '#/$defs/Runbook' }, { $ref: '#/$defs/Checklist' }],
    $defs: {
      Runbook: schemaOf(RunbookDocument),
      Checklist: schemaOf(ChecklistDocument),
      step: { anyOf: steps.map(([name]) => ({ $ref: `#/$defs/${name}` })) },
      ...Object.fromEntries(steps),
    },
  };
}

function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === InnerStep) jsonSchema.$ref = '#/$defs/step';
    },
  });
  return made;
}
