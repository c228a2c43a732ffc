import type { Risk } from '#core/ids/risk';
import type { ToolReply } from '#core/evidence/tool-reply';
import { didYouMean } from '#core/text/nearest-name';
import type { ToolCall } from './tool-call.ts';

// The replies that the hub gives itself, without an answer of a server.

type Refusal = Extract<ToolReply, { kind: 'error' }>;

/** Worth another try. */
export function unavailable(message: string): Refusal {
  return { kind: 'error', code: 'UPSTREAM_UNAVAILABLE', message, retryable: true };
}

/** A malformed or failed answer: no repetition makes it better. */
export function unusable(message: string): Refusal {
  return { kind: 'error', code: 'UPSTREAM_UNAVAILABLE', message, retryable: false };
}

export function noServer(server: string, names: readonly string[]): Refusal {
  const message = `No tool server "${server}"; configured: ${names.join(', ') || 'none'}.`;
  return { kind: 'error', code: 'NOT_FOUND', message, retryable: false };
}

export function noTool({ server, tool }: ToolCall, names: readonly string[]): Refusal {
  const message = `No tool "${tool}" on "${server}".${didYouMean(tool, names)} It offers: ${names.join(', ')}.`;
  return { kind: 'error', code: 'NOT_FOUND', message, retryable: false, isNoTool: true };
}

/** Only the server can say what its tool does; a tool that it does not call a read counts as one that writes. */
export function mayWrite({ server, tool }: ToolCall): Refusal {
  const message =
    `${server}.${tool} may write, and only reads are called here: its server does not annotate it with readOnlyHint: true. ` +
    'If it only reads, the server has to say so; writes go through runbooks.';
  return { kind: 'error', code: 'SCOPE_REQUIRED', message, retryable: false };
}

/** A server's own word is not enough: the configuration that mounts it sets the risk of its tools. */
export function notARead({ server, tool }: ToolCall, risk: Risk | undefined): Refusal {
  const why =
    risk === undefined ? 'the configuration does not set its risk' : `the configuration sets its risk to ${risk}`;
  const message = `${server}.${tool} is not called: ${why}. If it only reads, set toolServers.${server}.risks.${tool}: read`;
  return { kind: 'error', code: 'SCOPE_REQUIRED', message, retryable: false };
}
