import type { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import type { TimeWindow } from '#core/evidence/evidence';
import { envelopeOf } from './envelope.ts';
import { objectSchema } from './object-schema.ts';
import type { Tool } from './sdk.ts';
import { toolHash } from './tool-hash.ts';
import { checkToolWords } from './tool-words.ts';

/** What a handler knows of the call that it serves. */
export interface ToolContext {
  readonly environment: Environment;
  readonly principal: string;
  readonly incident?: string;
  readonly now: Date;
  /** Pass it on to every request: it ends with the call, its deadline and its client. */
  readonly signal: AbortSignal;
}

/** What a handler gives back; the pipeline makes the envelope of it. */
export interface HandlerAnswer<Data> {
  readonly data: Data;
  /** The back end that answered, for people: `prometheus http://127.0.0.1:9090`. */
  readonly source: string;
  readonly window?: TimeWindow;
  readonly query?: string;
  readonly truncated?: boolean;
  readonly warnings?: readonly string[];
  readonly hints?: readonly string[];
}

/** What a call would cost in one respect. Over the limit it is refused before anything runs. */
export interface CostEstimate {
  /** `points`, `series`. */
  readonly unit: string;
  readonly estimated: number;
  readonly limit: number;
}

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodType> {
  /** snake_case `verb_noun`, at most 48 characters. */
  readonly name: string;
  readonly title: string;
  /** For models: plain ASCII without backticks, under 300 characters, limits included. */
  readonly description: string;
  /** What the tool can do at worst. What writes is defined with `defineWriteTool` and run by the write gate alone. */
  readonly risk: 'read';
  /** All of these have to be granted by configuration. */
  readonly scopes: readonly string[];
  /** Strict, with a required `environment`. */
  readonly input: Input;
  /** Of `data`. */
  readonly output: Output;
  /** How to ask for less, for refusals and truncation: `a shorter window or fewer services`. */
  readonly narrowing: string;
  readonly cost?: (args: z.output<Input>, context: ToolContext) => Promise<readonly CostEstimate[]>;
  /** How long an answer may be given again for the same arguments. 0, the default: never. */
  readonly cacheTtlMilliseconds?: number;
  /** Default 20,000. */
  readonly timeoutMilliseconds?: number;
  /** Of the envelope as JSON; more is cut. Default 256 KiB. */
  readonly maximumBytes?: number;
  readonly handler: (args: z.output<Input>, context: ToolContext) => Promise<HandlerAnswer<z.input<Output>>>;
}

/** A call whose arguments were accepted. */
export interface PreparedCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Absent where the tool has no estimate. */
  readonly estimate?: (context: ToolContext) => Promise<readonly CostEstimate[]>;
  run(context: ToolContext): Promise<HandlerAnswer<unknown>>;
}

/** A tool as the pipeline runs it. Made by `defineTool` and `refusingWriteTool` only. */
export interface DefinedTool {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly narrowing: string;
  readonly cacheTtlMilliseconds: number;
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
  /** As `tools/list` gives it. */
  readonly listing: Tool;
  readonly hash: string;
  readonly argumentNames: readonly string[];
  readonly data: z.ZodType;
  /** Of a tool that writes: what everybody who calls it is told, whatever they send. */
  readonly refusal?: string;
  prepare(rawArguments: unknown): PreparedCall | z.ZodError;
}

/**
 * Defines a tool, once for server, documentation and tests.
 * @throws Error where the definition breaks a rule of its type
 */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodType>(
  definition: ToolDefinition<Input, Output>,
): DefinedTool {
  const { name, title, description, input, output } = definition;
  checkToolWords(name, description);
  const inputSchema = objectSchema(input, 'input');
  if (!('environment' in input.shape) || !inputSchema.required?.includes('environment')) {
    throw new Error(`Tool ${name} has no required argument "environment": an environment is never implied.`);
  }
  if (inputSchema.additionalProperties !== false) {
    throw new Error(`Tool ${name} takes unknown arguments: define its input with z.strictObject.`);
  }
  const listing = {
    name,
    title,
    description,
    inputSchema,
    outputSchema: objectSchema(envelopeOf(output), 'output'),
    // Telemetry is written by others: an open world, also where the back end is ours.
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
  return {
    name,
    scopes: definition.scopes,
    narrowing: definition.narrowing,
    cacheTtlMilliseconds: definition.cacheTtlMilliseconds ?? 0,
    timeoutMilliseconds: definition.timeoutMilliseconds ?? 20_000,
    maximumBytes: definition.maximumBytes ?? 256 * 1024,
    listing,
    hash: toolHash(listing),
    argumentNames: Object.keys(input.shape),
    data: output,
    prepare(rawArguments) {
      const parsed = input.safeParse(rawArguments);
      if (!parsed.success) return parsed.error;
      const args = parsed.data;
      const { cost } = definition;
      return {
        arguments: args,
        estimate: cost && ((context) => cost(args, context)),
        run: (context) => definition.handler(args, context),
      };
    },
  };
}
