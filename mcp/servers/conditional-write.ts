// What a back end that can write has to be able to: refuse what has changed since it was seen, keep the mark of the write
// in the same change, and try without changing anything.

export interface WriteCondition {
  readonly service: string;
  /** As it was seen: whatever changes makes another of it. */
  readonly resourceVersion: string;
  readonly mark: string;
  /** Changes nothing. */
  readonly dryRun: boolean;
}

/** What a write did, or would do. */
export interface WriteReach {
  /** False where the back end has nothing to do: it is as wanted, or was written with this mark before. */
  readonly changed: boolean;
  /** Replaced, ended or added, by name. Those that do not exist yet: `payments-new-1`. */
  readonly instances: readonly string[];
}

/**
 * One request @throws ToolFailure PRECONDITION_FAILED or INVALID_ARGUMENT where the back end refused it; retryable where
 * the service has changed since it was seen. Any other failure leaves open whether it was written.
 */
export type ConditionalWrite = (condition: WriteCondition, signal: AbortSignal) => Promise<WriteReach>;

/** When the write with a mark took effect (RFC 3339); undefined where nothing tells of one. Reads only. */
export type FindWrite = (service: string, mark: string, signal: AbortSignal) => Promise<string | undefined>;
