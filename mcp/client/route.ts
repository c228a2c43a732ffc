import type { Risk } from '#core/ids/risk';
import type { ToolReply } from '#core/evidence/tool-reply';
import type { OfferedTool } from './link.ts';
import { unavailable } from './refusals.ts';
import type { ToolCall } from './tool-call.ts';
import { untilAborted } from './until-aborted.ts';

export interface CallLimits {
  readonly signal?: AbortSignal;
  /** Covers the wait for a turn, connecting and the call. */
  readonly timeoutMilliseconds: number;
}

/** How the hub reaches one server. */
export interface ServerRoute {
  /** Connects where necessary. @throws Error that says why the server cannot be reached */
  tools(signal: AbortSignal): Promise<ReadonlyMap<string, OfferedTool>>;
  /** @throws the caller's reason when it gives up */
  call(call: ToolCall, limits: CallLimits): Promise<ToolReply>;
  close(): Promise<void>;
}

export interface RouteOptions {
  readonly principal: string;
  /** What configuration says that a tool can do at worst; undefined where it says nothing. */
  readonly configuredRisk?: (server: string, tool: string) => Risk | undefined;
  readonly concurrency: number;
}

/**
 * Runs one call under its deadline, whether it heeds the signal or not.
 * @throws the caller's reason when it gives up; what `work` throws
 */
export async function withinTime(
  { server, tool }: ToolCall,
  { signal, timeoutMilliseconds }: CallLimits,
  work: (signal: AbortSignal) => Promise<ToolReply>,
): Promise<ToolReply> {
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMilliseconds);
  const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  try {
    return await untilAborted(work(either), either);
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    return unavailable(`${server} did not answer within ${timeoutMilliseconds / 1_000} s (${server}.${tool}).`);
  } finally {
    clearTimeout(timer);
  }
}
