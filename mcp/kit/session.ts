import { MetaKey } from './meta-keys.ts';
import type { Outcome } from './pipeline.ts';
import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from './sdk.ts';
import type { ToolServer } from './tool-server.ts';

const version = '0.1.0';

/**
 * The protocol side of a tool server for one connection of an outside host. Its calls use the same pipeline as
 * calls from this process, so that all connections share the server's limits and cache.
 */
export function createSession(server: ToolServer): Server {
  const session = new Server({ name: `holdfast-${server.name}`, version }, { capabilities: { tools: {} } });
  session.setRequestHandler('tools/list', () => ({ tools: [...server.tools] }));
  session.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    if (!server.tools.some(({ name }) => name === params.name)) {
      const offered = server.tools.map(({ name }) => name).join(', ');
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `No tool ${JSON.stringify(params.name.slice(0, 60))} on ${server.name}; it offers: ${offered}.`,
      );
    }
    const outcome = await server.call({
      tool: params.name,
      arguments: params.arguments ?? {},
      principal: nameIn(params._meta, MetaKey.principal),
      incident: nameIn(params._meta, MetaKey.incident),
      signal: mcpReq.signal,
    });
    return resultOf(outcome);
  });
  return session;
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
