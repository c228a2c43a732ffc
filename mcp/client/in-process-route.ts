import pLimit from 'p-limit';
import type { ToolReply } from '#core/evidence/tool-reply';
import type { Outcome } from '../kit/pipeline.ts';
import type { ServerCall, ToolServer } from '../kit/tool-server.ts';
import { offeredTools } from './link.ts';
import { notARead, noTool } from './refusals.ts';
import { type RouteOptions, type ServerRoute, withinTime } from './route.ts';
import { sentArguments, type ToolCall } from './tool-call.ts';

/** A server in this process is called as a function: its pipeline checks, masks and records every call. */
export function inProcessRoute(server: ToolServer, options: RouteOptions): ServerRoute {
  const { principal, configuredRisk, concurrency } = options;
  const tools = offeredTools(server.tools);
  const turns = pLimit(concurrency);
  const running = new Map<AbortController, Promise<Outcome>>();

  const run = async (call: ServerCall): Promise<Outcome> => {
    const hubCloses = new AbortController();
    const outcome = server.call({ ...call, signal: AbortSignal.any([call.signal, hubCloses.signal]) });
    running.set(hubCloses, outcome);
    try {
      return await outcome;
    } finally {
      running.delete(hubCloses);
    }
  };

  const admitted = async (call: ToolCall, signal: AbortSignal): Promise<ToolReply> => {
    const tool = tools.get(call.tool);
    if (!tool) return noTool(call, [...tools.keys()]);
    const risk = configuredRisk?.(call.server, call.tool);
    if (risk !== undefined && risk !== 'read') return notARead(call, risk);
    const outcome = await run({
      tool: call.tool,
      arguments: sentArguments(call, tool.inputSchema),
      principal,
      incident: call.incident || undefined,
      signal,
    });
    if (outcome.kind === 'result') return { kind: 'result', envelope: outcome.envelope, toolHash: tool.toolHash };
    const { code, message, retryable } = outcome.failure;
    return { kind: 'error', code, message, retryable };
  };

  return {
    tools: async () => tools,
    call: (call, limits) =>
      withinTime(call, limits, (signal) =>
        turns(() => {
          signal.throwIfAborted();
          return admitted(call, signal);
        }),
      ),
    async close() {
      for (const hubCloses of running.keys()) hubCloses.abort(new Error('The tool hub is closed.'));
      // Until each is on record.
      await Promise.all(running.values());
    },
  };
}
