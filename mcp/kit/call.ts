import type { Environment } from '#core/ids/environment';
import type { ToolEnvelope } from '#core/evidence/evidence';
import type { DefinedTool, PreparedCall, HandlerAnswer, ToolContext } from './define-tool.ts';
import { ToolFailure } from './tool-failure.ts';

/** One call on its way through the stages; each stage passes on a copy with its own result. */
export interface Call {
  readonly server: string;
  readonly tool: DefinedTool;
  readonly rawArguments: unknown;
  readonly principal: string;
  readonly incident?: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly startedAtMilliseconds: number;
  /** Runs when the call has ended, however it did. */
  readonly atEnd: (release: () => void) => void;
  /** From the environment stage on. */
  readonly environment?: Environment;
  /** From the schema stage on. */
  readonly prepared?: PreparedCall;
  /** From the execute stage on. */
  readonly answer?: HandlerAnswer<unknown>;
  /** From the output schema on, or from the cache. */
  readonly envelope?: ToolEnvelope;
  /** Of the envelope as JSON: from the truncate stage on, or from the cache. */
  readonly bytes?: number;
}

export interface Stage {
  readonly name: string;
  /** @throws ToolFailure to refuse the call */
  run(call: Call): Call | Promise<Call>;
}

/** The result of an earlier stage. Its absence is a wrong order of stages, not a caller's fault. */
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
 * @throws ToolFailure UPSTREAM_UNAVAILABLE when the deadline passes
 */
export async function withinDeadline<T>(call: Call, work: (context: ToolContext) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const seconds = call.tool.timeoutMilliseconds / 1_000;
  const timer = setTimeout(() => {
    deadline.abort(
      new ToolFailure(
        'UPSTREAM_UNAVAILABLE',
        `${call.tool.name} did not finish within ${seconds} s. Try ${call.tool.narrowing}, or look at the back end.`,
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
    // A handler that ignores the signal must not hold the call.
    return await Promise.race([
      work({ environment: left(call, 'environment'), principal, incident, now, signal }),
      aborted,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
