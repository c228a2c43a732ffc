import pLimit from 'p-limit';
import type { Risk } from '#core/ids/risk';
import type { ToolReply } from '#core/evidence/tool-reply';
import { MetaKey } from '../kit/meta-keys.ts';
import type { Masker, ToolAudit } from '../kit/ports.ts';
import { didYouMean } from '#core/text/nearest-name';
import { sanitiseText } from '#core/text/sanitise';
import { foreignCall, maskedWords } from './foreign-call.ts';
import type { Link, OfferedTool, ServerConnection } from './link.ts';
import { readReply, rubbish } from './read-reply.ts';
import { ProtocolError, SdkError, SdkErrorCode } from './sdk.ts';
import { ServerSlot, untilAborted } from './server-slot.ts';
import { environmentOf, sentArguments, type ToolCall } from './tool-call.ts';

export interface ToolHubOptions {
  /** By configured name. */
  readonly servers: Readonly<Record<string, ServerConnection>>;
  /** Of calls of servers that are not in this process: those that are record theirs themselves, and mask them. */
  readonly audit: ToolAudit;
  readonly masker: Masker;
  /** Who calls: for limits and the audit. Default `investigator`. */
  readonly principal?: string;
  /**
   * What configuration says that a tool can do at worst. Only reads are called here: of our own tools all that it does not
   * call worse, of others those that it calls a read. Without it a server's own word counts.
   */
  readonly configuredRisk?: (server: string, tool: string) => Risk | undefined;
  /** Calls of one server at once. Default 6. */
  readonly concurrencyPerServer?: number;
}

/** What a server says of one of its tools. */
export type ToolDescription = Omit<OfferedTool, 'speaksEnvelope'>;

export interface ToolHub {
  serverNames(): readonly string[];
  /** Connects where necessary. @throws Error that names the server and why it cannot be reached */
  tools(server: string): Promise<readonly ToolDescription[]>;
  /**
   * Calls a tool. Whatever is wrong with the server is a reply, never an exception.
   * @param options timeoutMilliseconds covers waiting for a turn, connecting and the call; default 10,000
   * @throws the signal's reason when it aborts; Error when the hub is closed
   */
  callTool(
    call: ToolCall,
    options?: { readonly signal?: AbortSignal; readonly timeoutMilliseconds?: number },
  ): Promise<ToolReply>;
  /** Ends all connections and child processes; resolves when they have ended. */
  close(): Promise<void>;
}

/** The one way to tool servers, ours and others. */
export function createToolHub(options: ToolHubOptions): ToolHub {
  const { audit, masker, principal = 'investigator', concurrencyPerServer = 6 } = options;
  const slots = new Map(
    Object.entries(options.servers).map(([name, connection]) => [
      name,
      { slot: new ServerSlot(connection), turns: pLimit(concurrencyPerServer) },
    ]),
  );
  let closed = false;

  const callTool: ToolHub['callTool'] = async (call, { signal, timeoutMilliseconds = 10_000 } = {}) => {
    if (closed) throw new Error('The tool hub is closed.');
    const found = slots.get(call.server);
    if (!found) return noServer(call.server, [...slots.keys()]);
    const foreign = found.slot.connection.kind !== 'in_process';
    let link: Link | undefined;

    const run = async (): Promise<ToolReply> => {
      signal?.throwIfAborted();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(deadlinePassed), timeoutMilliseconds);
      const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
      try {
        const work = found.turns(async () => {
          link = await found.slot.link(either);
          return callOver(link, call, { principal, foreign, configuredRisk: options.configuredRisk, signal: either });
        });
        return await untilAborted(work, either);
      } catch (error) {
        signal?.throwIfAborted();
        if (either.aborted) {
          if (link) found.slot.dropIfDeaf(link);
          const seconds = timeoutMilliseconds / 1_000;
          return unavailable(`${call.server} did not answer within ${seconds} s (${call.server}.${call.tool}).`);
        }
        return replyOf(error, call, link);
      } finally {
        clearTimeout(timer);
      }
    };
    if (!foreign) return run();
    return foreignCall(call, { principal, audit, masker }, run, () => link?.tools.get(call.tool));
  };

  return {
    serverNames: () => [...slots.keys()],
    async tools(server) {
      if (closed) throw new Error('The tool hub is closed.');
      const found = slots.get(server);
      if (!found) throw new Error(`No tool server "${server}"; configured: ${[...slots.keys()].join(', ') || 'none'}.`);
      try {
        const link = await found.slot.link(AbortSignal.timeout(15_000));
        return [...link.tools.values()].map(({ speaksEnvelope: _, ...tool }) => tool);
      } catch (error) {
        // Without its cause, whose words are not masked.
        throw new Error(`The tool server ${server} cannot be reached: ${maskedWords(wordsOf(error), masker)}`);
      }
    },
    callTool,
    async close() {
      closed = true;
      await Promise.all([...slots.values()].map(({ slot }) => slot.close()));
    },
  };
}

const deadlinePassed = Symbol('the deadline of a tool call has passed');

async function callOver(
  link: Link,
  call: ToolCall,
  {
    principal,
    foreign,
    configuredRisk,
    signal,
  }: Pick<ToolHubOptions, 'configuredRisk'> & { principal: string; foreign: boolean; signal: AbortSignal },
): Promise<ToolReply> {
  const tool = link.tools.get(call.tool);
  if (!tool) return noTool(call, [...link.tools.keys()]);
  if (foreign && tool.annotations?.readOnlyHint !== true) return mayWrite(call);
  const risk = configuredRisk?.(call.server, call.tool);
  if (configuredRisk && (foreign ? risk !== 'read' : risk !== undefined && risk !== 'read')) return noRead(call, risk);
  const startedAt = performance.now();
  const result = await link.client.callTool(
    {
      name: call.tool,
      arguments: sentArguments(call, tool.inputSchema),
      _meta: { [MetaKey.principal]: principal, ...(call.incident && { [MetaKey.incident]: call.incident }) },
    },
    // Ours is the deadline; the SDK's own would end the call first with other words.
    { signal, timeout: 3_600_000 },
  );
  return readReply(result, {
    server: call.server,
    tool,
    foreign,
    environment: environmentOf(call) ?? 'unknown',
    tookMilliseconds: performance.now() - startedAt,
  });
}

/** A fault of the server or of the way to it. */
function replyOf(error: unknown, call: ToolCall, link: Link | undefined): ToolReply {
  const place = `${call.server}.${call.tool}`;
  if (!link) return unavailable(`The tool server ${call.server} cannot be reached: ${wordsOf(error)}`);
  if (error instanceof ProtocolError || (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult)) {
    return rubbish(`${place} answered what cannot be used: ${wordsOf(error)}`);
  }
  const words = link.lastWords();
  return unavailable(`${call.server} ended while ${place} ran${words ? `; it said: ${words}` : ''}.`);
}

function unavailable(message: string): ToolReply {
  return { kind: 'error', code: 'UPSTREAM_UNAVAILABLE', message: sanitiseText(message), retryable: true };
}

function noServer(server: string, names: readonly string[]): ToolReply {
  const message = `No tool server "${server}"; configured: ${names.join(', ') || 'none'}.`;
  return { kind: 'error', code: 'NOT_FOUND', message, retryable: false };
}

function noTool({ server, tool }: ToolCall, names: readonly string[]): ToolReply {
  const message = `No tool "${tool}" on "${server}".${didYouMean(tool, names)} It offers: ${names.join(', ')}.`;
  return { kind: 'error', code: 'NOT_FOUND', message: sanitiseText(message), retryable: false, isNoTool: true };
}

/** A server's word is all there is on what its tool does; without it the tool counts as one that writes. */
function mayWrite({ server, tool }: ToolCall): ToolReply {
  const message =
    `${server}.${tool} may write, and only reads are called here: its server does not annotate it readOnlyHint: true. ` +
    'Where it only reads, the server has to annotate it so; writes come through runbooks only.';
  return { kind: 'error', code: 'SCOPE_REQUIRED', message: sanitiseText(message), retryable: false };
}

/** What a server says of its tools is not enough: who mounts it says what they can do at worst. */
function noRead({ server, tool }: ToolCall, risk: Risk | undefined): ToolReply {
  const what = risk === undefined ? 'nobody has said what it can do at worst' : `the configuration calls it ${risk}`;
  const message = `${server}.${tool} is not called: ${what}. Where it only reads, say so: toolServers.${server}.risks.${tool}: read`;
  return { kind: 'error', code: 'SCOPE_REQUIRED', message: sanitiseText(message), retryable: false };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
