import { z } from 'zod';
import { OnFailure } from './step.ts';

// What a step of any kind is made of where it is written. Templates are read and expressions checked afterwards, where
// it is known what they may name.

/** Names that mean something else in expressions: ours, and the words of CEL. */
const reservedNames: ReadonlySet<string> = new Set(
  (
    'inputs incident alert finding target variables result windows ' +
    'list map int uint double string bool bytes type null true false in as break const continue else for function if ' +
    'import let loop package namespace return var void while dyn timestamp duration optional size has'
  ).split(' '),
);

const nameForm = 'it has at most 40 lower-case letters, digits and _, and starts with a letter';

/** What expressions can call something: a step, a variable, an output, the element of a loop. */
export const ExpressionName = z
  .string(nameForm)
  .regex(/^[a-z][a-z0-9_]{0,39}$/, nameForm)
  .refine((name) => !reservedNames.has(name), {
    error: ({ input }) => `"${String(input)}" means something else in expressions: choose another name`,
  });

export const RunbookName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,59}$/,
    'a name has at most 60 lower-case letters, digits and "-", and starts with a letter',
  );

/** CEL. `true` and `false` need no quotes. */
export const Cel = z
  .union([z.string(), z.boolean()], 'write an expression, in quotes where YAML would read it as something else')
  .transform(String);

/** A value with `${{ ... }}` in it. What may stand there is the business of who reads templates. */
export const TemplateValue = z.unknown().meta({ description: 'A value; ${{ ... }} in it is filled in.' });

/** A text with `${{ ... }}` in it. */
export const TemplateText = z
  .union([z.string().min(1), z.number(), z.boolean()], 'write a text; ${{ ... }} in it is filled in')
  .transform(String);

export const Arguments = z
  .record(z.string(), TemplateValue)
  .default({})
  .meta({ description: 'Arguments of the tool by name. environment and service come from the target.' });

export const ToolName = z
  .string('a tool is named <server>.<tool>')
  .regex(/^[a-z][a-z0-9_]{0,30}\.[A-Za-z0-9_.-]{1,128}$/, 'a tool is named <server>.<tool>');

/** `server.tool`; the name of a tool may have dots itself. */
export function partsOfToolName(name: string): { readonly server: string; readonly tool: string } {
  const dot = name.indexOf('.');
  return { server: name.slice(0, dot), tool: name.slice(dot + 1) };
}

/** A name of `notifications.destinations`, or `owner`. */
export const DestinationName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,59}$/,
    'a destination has the name of one of notifications.destinations, or is owner',
  );

/** Stands for a step inside a step: those are read one by one, each by the schema of its kind. */
export const InnerStep = z.unknown();

export const InnerSteps = z.array(InnerStep).min(1);

export function stepKeys(onFailure: OnFailure = OnFailure.stop) {
  return {
    id: ExpressionName.meta({ description: 'Unique in the runbook; expressions call the result of the step so.' }),
    title: TemplateText.optional().meta({ description: 'For people. ${{ ... }} is filled in when the step starts.' }),
    if: Cel.optional().meta({ description: 'An expression; where it is false the step is skipped.' }),
    require: Cel.optional().meta({
      description: 'An expression that must hold once the step has succeeded, with its result in sight.',
    }),
    otherwise: TemplateText.optional().meta({ description: 'The message shown when `require` does not hold.' }),
    always: z
      .boolean()
      .default(false)
      .meta({ description: 'Runs also after another step has stopped the run, and when it is cancelled.' }),
    onFailure: z.enum(OnFailure).default(onFailure).meta({
      description:
        'What happens when the step does not succeed: the run stops, goes on, or undoes what it has written.',
    }),
  };
}
