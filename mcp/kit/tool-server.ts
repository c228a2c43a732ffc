import { pino, type Logger } from 'pino';
import type { Environment } from '#core/ids/environment';
import { type DefinedTool } from './define-tool.ts';
import { createPipeline, type Outcome } from './pipeline.ts';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from './ports.ts';
import type { Tool } from './sdk.ts';
import { type ConcurrencyLimits, defaultConcurrencyLimits } from './stages/concurrency.ts';
import { defaultRateLimits, type RateLimits } from './stages/rate-limits.ts';

export interface ToolServerOptions {
  /** `metrics` */
  readonly name: string;
  /** Tools can only be registered by defining them, so none bypasses the pipeline. */
  readonly tools: readonly DefinedTool[];
  /** The environments that the server has a back end for. */
  readonly environments: readonly Environment[];
  /** Granted by configuration. Default `read`. */
  readonly scopes?: readonly string[];
  readonly masker: Masker;
  readonly audit: ToolAudit;
  readonly rateLimits?: RateLimits;
  readonly concurrency?: ConcurrencyLimits;
  /** The caller, if the call does not name one. Default `local`. */
  readonly principal?: string;
  /** Default: warnings and worse, to standard error. */
  readonly log?: Logger;
  readonly now?: () => Date;
}

/** One call of a tool of the server. */
export interface ServerCall {
  /** A name from the server's list. */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly principal?: string;
  /** The incident that the call serves, for limits and the audit log. */
  readonly incident?: string;
  readonly signal: AbortSignal;
}

/** A tool server for callers in this process. Outside hosts connect through a session (`session.ts`). */
export interface ToolServer {
  readonly name: string;
  /** Sorted by name. */
  readonly tools: readonly Tool[];
  /**
   * Runs the pipeline. The caller shares the envelope with the server's cache: it must not change it.
   * @throws Error for a tool that is not in the list
   */
  call(call: ServerCall): Promise<Outcome>;
}

export function createToolServer(options: ToolServerOptions): ToolServer {
  const { name, principal = 'local', now = () => new Date() } = options;
  const tools = new Map(
    [...options.tools].sort((a, b) => (a.name < b.name ? -1 : 1)).map((tool) => [tool.name, tool] as const),
  );
  const pipeline = createPipeline({
    server: name,
    environments: options.environments,
    scopes: options.scopes ?? ['read'],
    rateLimits: options.rateLimits ?? defaultRateLimits,
    concurrency: options.concurrency ?? defaultConcurrencyLimits,
    masker: options.masker,
    audit: options.audit,
    log: options.log ?? pino({ name: `tool server ${name}`, level: 'warn' }, pino.destination({ dest: 2, sync: true })),
  });

  return {
    name,
    tools: [...tools.values()].map(({ listing }) => listing),
    async call(call) {
      const tool = tools.get(call.tool);
      if (!tool) throw new Error(`No tool ${call.tool} on ${name}.`);
      return pipeline({
        server: name,
        tool,
        rawArguments: call.arguments,
        principal: call.principal ?? principal,
        incident: call.incident,
        now: now(),
        signal: call.signal,
        startedAtMilliseconds: performance.now(),
      });
    },
  };
}
