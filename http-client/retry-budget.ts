const capacity = 10;
const earnedPerRequest = 0.1;

/** How much may be sent again to one target, so that many callers together do not multiply the load of an outage. */
export interface RetryBudget {
  /** Of each request, once. */
  earn(): void;
  /** @returns whether one more attempt may be made */
  spend(): boolean;
}

/**
 * Ten retries at once, and then one for ten requests: however long an outage lasts, it sees a tenth more than the
 * requests themselves. Counted by requests and not by time (Finagle's RetryBudget, gRPC's retry throttling).
 */
export function createRetryBudget(): RetryBudget {
  let tokens = capacity;
  return {
    earn() {
      tokens = Math.min(capacity, tokens + earnedPerRequest);
    },
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
