import type { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import type { TimeWindow } from '#core/evidence/evidence';
import { envelopeOf } from './envelope.ts';
import { objectSchema } from './object-schema.ts';
import type { Tool } from './sdk.ts';
import { toolHash } from './tool-hash.ts';
import { checkToolWords } from './tool-words.ts';

/** The call that a handler serves. */
export interface ToolContext {
  readonly environment: Environment;
  readonly principal: string;
  readonly incident?: string;
  readonly now: Date;
  /** Pass it on to every request: it aborts at the deadline and when the client cancels. */
  readonly signal: AbortSignal;
}

/** The result of a handler; the pipeline puts it into the envelope. */
export interface HandlerAnswer<Data> {
  readonly data: Data;
  /** A readable name of the back end that answered: `prometheus http://127.0.0.1:9090`. */
  readonly source: string;
  readonly window?: TimeWindow;
  readonly query?: string;
  readonly truncated?: boolean;
  readonly warnings?: readonly string[];
  readonly hints?: readonly string[];
}

/** The estimated cost of a call in one unit. Above the limit the call is refused before anything runs. */
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
  /** The worst case. Tools that write are defined with `defineWriteTool`, and only the write gate runs them. */
  readonly risk: 'read';
  /** Configuration must grant all of them. */
  readonly scopes: readonly string[];
  /** Strict, with a required `environment`. */
  readonly input: Input;
  /** The schema of `data`. */
  readonly output: Output;
  /** How to ask for less, for refusals and truncation: `a shorter window or fewer services`. */
  readonly narrowing: string;
  readonly cost?: (args: z.output<Input>, context: ToolContext) => Promise<readonly CostEstimate[]>;
  /** How long an answer may be reused for the same arguments. Default 0: never. */
  readonly cacheTtlMilliseconds?: number;
  /** Default 20,000. */
  readonly timeoutMilliseconds?: number;
  /** The maximum size of the envelope as JSON; longer ones are truncated. Default 256 KiB. */
  readonly maximumBytes?: number;
  readonly handler: (args: z.output<Input>, context: ToolContext) => Promise<HandlerAnswer<z.input<Output>>>;
}

/** A call whose arguments were accepted. */
export interface PreparedCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Absent if the tool has no estimate. */
  readonly estimate?: (context: ToolContext) => Promise<readonly CostEstimate[]>;
  run(context: ToolContext): Promise<HandlerAnswer<unknown>>;
}

/** A tool for the pipeline. Only `defineTool` and `refusingWriteTool` make one. */
export interface DefinedTool {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly narrowing: string;
  readonly cacheTtlMilliseconds: number;
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
  /** The entry in `tools/list`. */
  readonly listing: Tool;
  readonly hash: string;
  readonly argumentNames: readonly string[];
  readonly data: z.ZodType;
  /** For a tool that writes: the message of its refusal, for every caller and any arguments. */
  readonly refusal?: string;
  prepare(rawArguments: unknown): PreparedCall | z.ZodError;
}

/**
 * Defines a tool, once for server, documentation and tests.
 * @throws Error if the definition breaks a rule of its type
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
    // Telemetry is written by others, so the world is open even if we run the back end.
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
