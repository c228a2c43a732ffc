import { isGrpcServiceError, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { plainLine } from '#core/text/plain-text';
import { RunRefused, TemporalRefused, TemporalUnavailable } from './errors.ts';

/** Which Temporal is meant, in words for an operator. */
export interface TemporalPlace {
  /** `127.0.0.1:7233`; absent where the client does not tell it. */
  readonly address?: string;
  readonly namespace: string;
}

// Numbers of gRPC (google.rpc.Code).
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;
/** DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE: they pass by themselves. */
const PASSING: readonly number[] = [4, 8, 14];
const CONNECTION = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)/;
const REASON_LENGTH = 300;

/**
 * What Temporal's client threw, in our two kinds; what is neither (a missing workflow, our own mistakes) stays as it is.
 * The original is the `cause`.
 */
export function temporalFailure(error: unknown, { address, namespace }: TemporalPlace): unknown {
  const temporal = address === undefined ? 'Temporal' : `Temporal at ${address}`;
  if (error instanceof WorkflowNotFoundError) return error;
  // Already ours: their causes are told by them.
  if (error instanceof RunRefused || error instanceof TemporalUnavailable) return error;
  if (error instanceof NamespaceNotFoundError) return unknownNamespace(error);
  for (const cause of causes(error)) {
    if (isGrpcServiceError(cause)) {
      const reason = plainLine(cause.details || cause.message, REASON_LENGTH);
      if (PASSING.includes(cause.code)) return unavailable(reason);
      if (cause.code === NOT_FOUND) return unknownNamespace(error);
      const isDenied = cause.code === PERMISSION_DENIED || cause.code === UNAUTHENTICATED;
      const remedy = isDenied ? 'Look at the credentials of this gateway.' : 'Look at the Temporal server.';
      return new TemporalRefused(
        `${temporal} refuses what is asked in the namespace "${namespace}": ${reason}. ${remedy}`,
        { cause: error },
      );
    }
    if (isConnectionError(cause)) return unavailable(plainLine(cause.message, REASON_LENGTH));
  }
  return error;

  function unavailable(reason: string): TemporalUnavailable {
    return new TemporalUnavailable(
      `${temporal} does not answer: ${reason}. Look at the Temporal server and its address.`,
      {
        cause: error,
      },
    );
  }
  function unknownNamespace(cause: unknown): TemporalRefused {
    const remedy = 'Create it, or correct temporal.namespace in holdfast.yaml.';
    return new TemporalRefused(`${temporal} has no namespace "${namespace}". ${remedy}`, { cause });
  }
}

/** The error and what it was thrown for; few, as a chain may be a ring. */
function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 5; next = next.cause) chain.push(next);
  return chain;
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return CONNECTION.test(code) || /^Failed to connect/.test(error.message);
}
