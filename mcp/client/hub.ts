import type { Risk } from '#core/ids/risk';
import type { ToolReply } from '#core/evidence/tool-reply';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from '../kit/ports.ts';
import { presentableText } from '../kit/presentable.ts';
import { foreignRoute } from './foreign-route.ts';
import { inProcessRoute } from './in-process-route.ts';
import type { OfferedTool, ServerConnection } from './link.ts';
import { noServer } from './refusals.ts';
import type { CallLimits, ServerRoute } from './route.ts';
import type { ToolCall } from './tool-call.ts';

export interface ToolHubOptions {
  /** By configured name. */
  readonly servers: Readonly<Record<string, ServerConnection>>;
  /** Records calls to servers outside this process; servers in this process record and mask their own. */
  readonly audit: ToolAudit;
  readonly masker: Masker;
  /** The caller, for limits and the audit log. Default `investigator`. */
  readonly principal?: string;
  /**
   * What configuration says that a tool can do at worst. The hub calls only reads: of a built-in server every tool that
   * is not configured to be worse, of any other only those that are configured as reads. Without this option a server's
   * own annotation counts.
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
   * Calls a tool. Whatever is wrong with the server is a reply, never an exception. Every reply is bounded and masked, and
   * holds no invisible characters.
   * @param limits timeoutMilliseconds covers waiting for a turn, connecting and the call; default 10,000
   * @throws the signal's reason when it aborts; Error when the hub is closed
   */
  callTool(call: ToolCall, limits?: Partial<CallLimits>): Promise<ToolReply>;
  /** Ends all connections and child processes; resolves when they have ended. */
  close(): Promise<void>;
}

const connectMilliseconds = 15_000;

/** The only way to tool servers, built-in and mounted. */
export function createToolHub(options: ToolHubOptions): ToolHub {
  const { audit, masker, configuredRisk, principal = 'investigator', concurrencyPerServer: concurrency = 6 } = options;
  const routeTo = (connection: ServerConnection): ServerRoute => {
    switch (connection.kind) {
      case 'in_process':
        return inProcessRoute(connection.server, { principal, configuredRisk, concurrency });
      case 'stdio':
        return foreignRoute(connection, { principal, configuredRisk, concurrency, audit, masker });
      default:
        return connection satisfies never;
    }
  };
  const routes = new Map(Object.entries(options.servers).map(([name, connection]) => [name, routeTo(connection)]));
  let closed = false;
  const assertOpen = () => {
    if (closed) throw new Error('The tool hub is closed.');
  };

  return {
    serverNames: () => [...routes.keys()],
    async tools(server) {
      assertOpen();
      const route = routes.get(server);
      if (!route) throw new Error(noServer(server, [...routes.keys()]).message);
      try {
        const tools = await route.tools(AbortSignal.timeout(connectMilliseconds));
        return [...tools.values()].map(({ speaksEnvelope: _, ...tool }) => tool);
      } catch (error) {
        // Without its cause, whose words are not masked.
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`The tool server ${server} cannot be reached: ${presentableText(reason, masker)}`);
      }
    },
    async callTool(call, { signal, timeoutMilliseconds = 10_000 } = {}) {
      assertOpen();
      const route = routes.get(call.server);
      const reply = route
        ? await route.call(call, { signal, timeoutMilliseconds })
        : noServer(call.server, [...routes.keys()]);
      return reply.kind === 'error' ? { ...reply, message: presentableText(reply.message, masker) } : reply;
    },
    async close() {
      closed = true;
      await Promise.all([...routes.values()].map((route) => route.close()));
    },
  };
}
