import { z } from 'zod';
import { checkCall } from './check-call.ts';
import { createExpressionChecker } from './check-expressions.ts';
import { investigationTypes, type Names } from './check-names.ts';
import { createReport, type Report } from './check-report.ts';
import type { CompiledChecklist, CompiledItem } from './checklist-ir.ts';
import { explainIssues } from '../documents/explain-issues.ts';
import { ChecklistMatchDocument } from './match-document.ts';
import { durationBetween } from '../time/durations.ts';
import { Arguments, Cel, RunbookName, ToolName } from './steps/step-document.ts';
import type { ToolSpecs } from './tool-specs.ts';

const withinByDefaultSeconds = 20;

const Item = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'an id has at most 40 lower-case letters, digits and _, and starts with a letter'),
  title: z.string().min(3).max(120).meta({ description: 'The question, as a person would ask it.' }),
  read: ToolName.meta({ description: 'The tool to ask, as <server>.<tool>.' }),
  with: Arguments,
  if: Cel.optional().meta({ description: 'An expression over incident, alert and windows; false: not applicable.' }),
  mandatory: z.boolean().default(false).meta({ description: 'Without an answer nothing is called confirmed.' }),
  within: durationBetween(1, 300).default(withinByDefaultSeconds).meta({ description: 'Its deadline, at most 5m.' }),
});

/** A checklist as written: `kind: Checklist`. */
export const ChecklistDocument = z
  .strictObject({
    apiVersion: z.literal('holdfast/v1'),
    kind: z.literal('Checklist'),
    name: RunbookName.meta({ description: 'Unique among the checklists.' }),
    title: z.string().min(3).max(120),
    match: ChecklistMatchDocument.prefault({}).meta({
      description: 'Which alerts it is for; without it, all that no other checklist fits better.',
    }),
    items: z
      .array(Item)
      .min(1)
      .max(40)
      .superRefine((items, context) => {
        const seen = new Set<string>();
        items.forEach(({ id }, index) => {
          if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `a second item "${id}"` });
          seen.add(id);
        });
      })
      .meta({ description: 'The questions; all are asked at once.' }),
  })
  .meta({ title: 'Checklist', description: 'What an investigation must answer.' });

/** Checks a checklist and compiles it. Its report tells whether the result may be used. */
export function compileChecklist(
  value: Readonly<Record<string, unknown>>,
  tools: ToolSpecs,
): { readonly report: Report; readonly checklist?: CompiledChecklist } {
  const report = createReport();
  const parsed = ChecklistDocument.safeParse(value);
  if (!parsed.success) report.add(explainIssues(ChecklistDocument, value, parsed.error.issues));

  const items = (Array.isArray(value.items) ? value.items : []).flatMap((item: unknown, index) => {
    const read = Item.safeParse(item);
    return read.success ? [compileItem(read.data, index, tools, report.of(read.data.id, 'item'))] : [];
  });
  if (!parsed.success) return { report };
  const { name, title, match } = parsed.data;
  return { report, checklist: { irVersion: 2, name, title, match, items } };
}

const names: Names = { types: investigationTypes, place: [], doubts: {}, guards: [] };

function compileItem(item: z.output<typeof Item>, index: number, tools: ToolSpecs, report: Report): CompiledItem {
  const { id, title, read, with: given, if: condition, mandatory, within } = item;
  const expressions = createExpressionChecker(new Map(), () => {});
  const path = ['items', index];
  if (condition !== undefined) expressions.cel(condition, names, [...path, 'if'], 'boolean', report);
  const call = checkCall(
    { tool: read, arguments: given, toolPath: [...path, 'read'], argumentsPath: [...path, 'with'] },
    { tools, wants: 'read', of: 'checklist' },
    expressions,
    names,
    report,
  );
  return {
    id,
    title,
    server: call.server,
    tool: call.tool,
    arguments: call.arguments,
    ...(condition === undefined ? {} : { if: { cel: condition } }),
    mandatory,
    withinSeconds: within,
  };
}
