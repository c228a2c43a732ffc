import { z } from 'zod';
import type { WritePlan } from '#core/actions/action';
import type { Member } from '../kit/ask-all.ts';
import type { ServicePlace } from '../kit/define-server.ts';
import { type DefinedTool, defineTool } from '../kit/define-tool.ts';
import type { DefinedWriteTool } from '../kit/define-write-tool.ts';
import { ToolFailure } from '../kit/tool-failure.ts';

const Name = z.string().min(1).max(63);
const Parameters = z.record(z.string(), z.unknown());
const Fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * The tool `plan_action` of a server that writes: what a proposal has to say, found out with read credentials.
 * @param backEndOf the one that carries it out
 */
export function planActionOf(
  tools: readonly DefinedWriteTool[],
  backEndOf: (place: ServicePlace) => Member<{ readonly source: string }>,
): DefinedTool {
  const names = tools.map(({ name }) => name);
  return defineTool({
    name: 'plan_action',
    title: 'Plan an action',
    description:
      'Shows what a write tool would change and how to undo it: the target by its uid, the precondition, and the undo if ' +
      `there is one. Changes nothing. Write tools: ${names.join(', ')}.`,
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: Name,
      tool: z.enum(names),
      parameters: Parameters.describe('Parameters of that tool'),
    }),
    output: z.strictObject({
      back_end: z.string().describe('The back end that carries it out, by its name in the configuration'),
      target: z.strictObject({ kind: z.enum(['service', 'instance']), name: z.string(), uid: z.string() }),
      precondition: Fields.describe('What must still hold when it is written'),
      undo: z
        .strictObject({ tool: z.string(), parameters: Parameters, precondition: Fields })
        .optional()
        .describe('Absent: it cannot be undone'),
      summary: z.string(),
    }),
    narrowing: 'nothing less: it reads one service',
    async handler({ environment, service, tool: name, parameters }, { signal }) {
      const tool = tools.find((one) => one.name === name)!; // the schema lets through no other
      const chosen = backEndOf({ environment, service, backEnd: undefined });
      const wish = { environment, service, backEnd: chosen.name, parameters: parsed(tool, parameters) };
      const { target, precondition, undo } = await tool.plan(wish, signal);
      const { kind, name: of, uid } = target;
      return {
        data: {
          back_end: chosen.name,
          target: { kind, name: of, uid },
          precondition: { ...precondition },
          ...(undo
            ? { undo: { ...undo, parameters: { ...undo.parameters }, precondition: { ...undo.precondition } } }
            : {}),
          summary: summaryOf(name, parameters, { target, precondition, undo }),
        },
        source: chosen.backEnd.source,
      };
    },
  });
}

function parsed(tool: DefinedWriteTool, parameters: unknown): Readonly<Record<string, unknown>> {
  try {
    return tool.parse(parameters);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const words = z.prettifyError(error).replace(/\s+/g, ' ');
    throw new ToolFailure('INVALID_ARGUMENT', `The parameters are not what ${tool.name} takes: ${words}`);
  }
}

function summaryOf(tool: string, parameters: object, { target, precondition, undo }: WritePlan): string {
  const state = Object.entries(precondition).map(([field, value]) => `${field} ${String(value)}`);
  const back = undo ? `undone by ${undo.tool} ${JSON.stringify(undo.parameters)}` : 'it cannot be undone';
  return `${tool} ${JSON.stringify(parameters)} of ${target.kind} ${target.name} at ${state.join(', ')}; ${back}.`;
}
