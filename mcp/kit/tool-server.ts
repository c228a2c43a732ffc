import { pino, type Logger } from 'pino';
import type { Environment } from '#core/ids/environment';
import { type DefinedTool } from './define-tool.ts';
import { MetaKey } from './meta-keys.ts';
import { createPipeline, type Outcome } from './pipeline.ts';
import type { Masker, ToolAudit } from './ports.ts';
import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server, type Tool } from './sdk.ts';
import { type ConcurrencyLimits, defaultConcurrencyLimits } from './stages/concurrency.ts';
import { defaultRateLimits, type RateLimits } from './stages/rate-limits.ts';

export interface ToolServerOptions {
  /** `metrics` */
  readonly name: string;
  /** The only way to register a tool is to define it: nothing stands outside the pipeline. */
  readonly tools: readonly DefinedTool[];
  /** Those that the server has a back end for. */
  readonly environments: readonly Environment[];
  /** Granted by configuration. Default `read`. */
  readonly scopes?: readonly string[];
  readonly masker: Masker;
  readonly audit: ToolAudit;
  readonly rateLimits?: RateLimits;
  readonly concurrency?: ConcurrencyLimits;
  /** Who calls where the request does not say. Default `local`. */
  readonly principal?: string;
  /** Default: warnings and worse, to standard error. */
  readonly log?: Logger;
  readonly now?: () => Date;
}

/** A tool server, whatever it is spoken to over. */
export interface ToolServer {
  readonly name: string;
  readonly tools: readonly Tool[];
  /** A protocol end for one connection. Limits and cache belong to the server, so all its connections share them. */
  createSession(): Server;
}

const version = '0.1.0';

export function createToolServer(options: ToolServerOptions): ToolServer {
  const { name, principal = 'local', now = () => new Date() } = options;
  const tools = new Map(
    [...options.tools].sort((a, b) => (a.name < b.name ? -1 : 1)).map((tool) => [tool.name, tool] as const),
  );
  const listings = [...tools.values()].map(({ listing }) => listing);
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
    tools: listings,
    createSession() {
      const session = new Server({ name: `holdfast-${name}`, version }, { capabilities: { tools: {} } });
      session.setRequestHandler('tools/list', () => ({ tools: listings }));
      session.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
        const tool = tools.get(params.name);
        if (!tool) {
          const offered = [...tools.keys()].join(', ');
          throw new ProtocolError(
            ProtocolErrorCode.InvalidParams,
            `No tool ${JSON.stringify(params.name.slice(0, 60))} on ${name}; it offers: ${offered}.`,
          );
        }
        const meta = params._meta;
        const outcome = await pipeline({
          server: name,
          tool,
          rawArguments: params.arguments ?? {},
          principal: nameIn(meta, MetaKey.principal) ?? principal,
          incident: nameIn(meta, MetaKey.incident),
          now: now(),
          signal: mcpReq.signal,
          startedAtMilliseconds: performance.now(),
        });
        return resultOf(outcome);
      });
      return session;
    },
  };
}

function nameIn(meta: Readonly<Record<string, unknown>> | undefined, key: string): string | undefined {
  const value = meta?.[key];
  return typeof value === 'string' && value.length > 0 && value.length <= 256 ? value : undefined;
}

function resultOf(outcome: Outcome): CallToolResult {
  if (outcome.kind === 'result') {
    return {
      content: [{ type: 'text', text: JSON.stringify(outcome.envelope) }],
      structuredContent: { ...outcome.envelope },
      _meta: { [MetaKey.content]: 'untrusted' },
    };
  }
  const { code, message, retryable } = outcome.failure;
  const error = { code, message, retryable };
  // No structuredContent: clients of the 1.x SDK refuse an error that does not match the tool's output schema.
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify(error) }],
    _meta: { [MetaKey.error]: error, [MetaKey.content]: 'untrusted' },
  };
}
