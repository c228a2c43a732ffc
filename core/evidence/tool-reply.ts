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

/** What a call of a tool came to. A refusal is an answer, not an exception. */
export type ToolReply =
  | { readonly kind: 'result'; readonly envelope: ToolEnvelope; readonly toolHash: string }
  | {
      readonly kind: 'error';
      readonly code: ToolErrorCode;
      /** Names the thing, the value and the way out. */
      readonly message: string;
      readonly retryable: boolean;
      /** The server has no tool of that name: not that the tool did not find something. */
      readonly isNoTool?: true;
    };
