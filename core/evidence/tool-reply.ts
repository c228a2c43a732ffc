import type { ToolEnvelope } from './evidence.ts';

/** The stable codes of tool errors. */
export const ToolErrorCode = {
  invalidArgument: 'INVALID_ARGUMENT',
  scopeRequired: 'SCOPE_REQUIRED',
  rateLimited: 'RATE_LIMITED',
  costExceeded: 'COST_EXCEEDED',
  blastRadiusExceeded: 'BLAST_RADIUS_EXCEEDED',
  approvalRequired: 'APPROVAL_REQUIRED',
  preconditionFailed: 'PRECONDITION_FAILED',
  upstreamUnavailable: 'UPSTREAM_UNAVAILABLE',
  notFound: 'NOT_FOUND',
} as const;
export type ToolErrorCode = (typeof ToolErrorCode)[keyof typeof ToolErrorCode];

/**
 * How a call of a tool ended. A refusal is an answer, not an exception. Envelope and message are masked, bounded and
 * without invisible characters, whichever server they come from.
 */
export type ToolReply =
  | { readonly kind: 'result'; readonly envelope: ToolEnvelope; readonly toolHash: string }
  | {
      readonly kind: 'error';
      readonly code: ToolErrorCode;
      /** Names the thing, the value and the way out. */
      readonly message: string;
      readonly retryable: boolean;
      /** The server has no tool of that name. Absent where the tool itself found nothing. */
      readonly isNoTool?: true;
    };
