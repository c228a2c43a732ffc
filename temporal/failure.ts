import { isGrpcServiceError, NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { plainLine } from '#core/text/plain-text';
import { RequestRefused, TemporalRefused, TemporalUnavailable } from './errors.ts';

/** As its operator knows it. */
export type ProcessName = 'gateway' | 'approvals service' | 'command line' | 'demo';

/** Which process uses which Temporal, in words for its operator. */
export interface TemporalUse {
  readonly processName: ProcessName;
  /** `127.0.0.1:7233`; absent where the client does not say. */
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
 * What Temporal's client threw, as one of our two kinds. What is neither (a missing workflow, our own mistakes) stays as it
 * is. The original is the `cause`.
 */
export function temporalFailure(error: unknown, { processName, address, namespace }: TemporalUse): unknown {
  const temporal = address === undefined ? 'Temporal' : `Temporal at ${address}`;
  if (error instanceof WorkflowNotFoundError) return error;
  // Already mapped where they were thrown.
  if (error instanceof RequestRefused || error instanceof TemporalUnavailable) return error;
  if (error instanceof NamespaceNotFoundError) return unknownNamespace(error);
  for (const cause of causes(error)) {
    if (isGrpcServiceError(cause)) {
      const reason = plainLine(cause.details || cause.message, REASON_LENGTH);
      if (PASSING.includes(cause.code)) return unavailable(reason);
      if (cause.code === NOT_FOUND) return unknownNamespace(error);
      const isDenied = cause.code === PERMISSION_DENIED || cause.code === UNAUTHENTICATED;
      const remedy = isDenied ? `Check the credentials of the ${processName}.` : 'Check the Temporal server.';
      return new TemporalRefused(
        `${temporal} refuses requests of the ${processName} in the namespace "${namespace}": ${reason}. ${remedy}`,
        { cause: error },
      );
    }
    if (isConnectionError(cause)) return unavailable(plainLine(cause.message, REASON_LENGTH));
  }
  return error;

  function unavailable(reason: string): TemporalUnavailable {
    const remedy = 'Check that the Temporal server runs, and its address.';
    return new TemporalUnavailable(`${temporal} does not answer: ${reason}. ${remedy}`, { cause: error });
  }
  function unknownNamespace(cause: unknown): TemporalRefused {
    const remedy = 'Create it, or correct temporal.namespace in holdfast.yaml.';
    return new TemporalRefused(`${temporal} has no namespace "${namespace}". ${remedy}`, { cause });
  }
}

/** The error and its causes; at most five, since a chain may be a ring. */
function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 5; next = next.cause) chain.push(next);
  return chain;
}

function isConnectionError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return CONNECTION.test(code) || /^Failed to connect/.test(error.message);
}
