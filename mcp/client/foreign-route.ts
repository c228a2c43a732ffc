import pLimit from 'p-limit';
import type { ToolReply } from '#core/evidence/tool-reply';
import { MetaKey } from '../kit/meta-keys.ts';
import { type ForeignCallPorts, recordedCall } from './foreign-call.ts';
import type { ForeignConnection, Link } from './link.ts';
import { readReply } from './read-reply.ts';
import { mayWrite, notARead, noTool, unavailable, unusable } from './refusals.ts';
import { type RouteOptions, type ServerRoute, withinTime } from './route.ts';
import { ProtocolError, SdkError, SdkErrorCode } from './sdk.ts';
import { ServerSlot } from './server-slot.ts';
import { environmentOf, sentArguments, type ToolCall } from './tool-call.ts';

/** A server outside this process: whatever it does comes back as a checked, masked and recorded reply. */
export function foreignRoute(
  connection: ForeignConnection,
  options: RouteOptions & Omit<ForeignCallPorts, 'principal'>,
): ServerRoute {
  const slot = new ServerSlot(connection);
  const turns = pLimit(options.concurrency);
  return {
    tools: async (signal) => (await slot.link(signal)).tools,
    call(call, limits) {
      let link: Link | undefined;
      const run = () =>
        withinTime(call, limits, (signal) =>
          turns(async () => {
            try {
              link = await slot.link(signal);
              return await callOver(link, call, options, signal);
            } catch (error) {
              if (!signal.aborted) return replyOf(error, call, link);
              if (link && !limits.signal?.aborted) slot.dropIfDeaf(link);
              throw error;
            }
          }),
        );
      return recordedCall(call, options, run, () => link?.tools.get(call.tool));
    },
    close: () => slot.close(),
  };
}

async function callOver(
  link: Link,
  call: ToolCall,
  { principal, configuredRisk }: RouteOptions,
  signal: AbortSignal,
): Promise<ToolReply> {
  const tool = link.tools.get(call.tool);
  if (!tool) return noTool(call, [...link.tools.keys()]);
  if (tool.annotations?.readOnlyHint !== true) return mayWrite(call);
  const risk = configuredRisk?.(call.server, call.tool);
  if (configuredRisk && risk !== 'read') return notARead(call, risk);
  const startedAt = performance.now();
  const result = await link.client.callTool(
    {
      name: call.tool,
      arguments: sentArguments(call, tool.inputSchema),
      _meta: { [MetaKey.principal]: principal, ...(call.incident && { [MetaKey.incident]: call.incident }) },
    },
    // The hub's deadline ends the call; the SDK's own must not come first, with other words.
    { signal, timeout: 3_600_000 },
  );
  return readReply(result, {
    server: call.server,
    tool,
    environment: environmentOf(call) ?? 'unknown',
    tookMilliseconds: performance.now() - startedAt,
  });
}

/** A fault of the server or of the connection to it. */
function replyOf(error: unknown, call: ToolCall, link: Link | undefined): ToolReply {
  const place = `${call.server}.${call.tool}`;
  if (!link) return unavailable(`The tool server ${call.server} cannot be reached: ${wordsOf(error)}`);
  if (error instanceof ProtocolError || (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult)) {
    return unusable(`${place} returned an unusable response: ${wordsOf(error)}`);
  }
  const words = link.lastWords();
  return unavailable(`${call.server} ended while ${place} ran${words ? `; its last line: ${words}` : ''}.`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
