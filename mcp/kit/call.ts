import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import type { DefinedTool, PreparedCall, HandlerAnswer, ToolContext } from './define-tool.ts';
import { ToolFailure } from './tool-failure.ts';

/** One call on its way through the stages. Each stage returns a copy with its own result. */
export interface Call {
  readonly server: string;
  readonly tool: DefinedTool;
  readonly rawArguments: unknown;
  readonly principal: string;
  readonly incident?: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly startedAtMilliseconds: number;
  /** Registers work for the end of the call, whatever its outcome. */
  readonly atEnd: (release: () => void) => void;
  /** Set by the environment stage. */
  readonly environment?: Environment;
  /** Set by the schema stage. */
  readonly prepared?: PreparedCall;
  /** Set by the execute stage. */
  readonly answer?: HandlerAnswer<unknown>;
  /** Set by the output schema stage or the cache. */
  readonly envelope?: ToolEnvelope;
  /** The size of the envelope as JSON, set by the truncate stage or the cache. */
  readonly bytes?: number;
}

export interface Stage {
  readonly name: string;
  /** @throws ToolFailure to refuse the call */
  run(call: Call): Call | Promise<Call>;
}

/**
 * The result of an earlier stage. If it is missing, the stages are in the wrong order; it is not the caller's fault.
 */
export function left<Key extends 'environment' | 'prepared' | 'answer' | 'envelope' | 'bytes'>(
  call: Call,
  key: Key,
): NonNullable<Call[Key]> {
  const value = call[key];
  if (value === undefined) throw new Error(`The stages are out of order: no ${key} yet.`);
  return value as NonNullable<Call[Key]>;
}

/**
 * Runs work of a call under the tool's deadline.
 * @throws ToolFailure UPSTREAM_UNAVAILABLE if the deadline passes
 */
export async function withinDeadline<T>(call: Call, work: (context: ToolContext) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const seconds = call.tool.timeoutMilliseconds / 1_000;
  const timer = setTimeout(() => {
    deadline.abort(
      new ToolFailure(
        'UPSTREAM_UNAVAILABLE',
        `${call.tool.name} did not finish within ${seconds} s. Try ${call.tool.narrowing}, or check the back end.`,
        { retryable: true },
      ),
    );
  }, call.tool.timeoutMilliseconds);
  const signal = AbortSignal.any([call.signal, deadline.signal]);
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const { principal, incident, now } = call;
  try {
    // A handler that ignores the signal must not block the call.
    return await Promise.race([
      work({ environment: left(call, 'environment'), principal, incident, now, signal }),
      aborted,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
