/** How much intake runs at once. What does not fit is answered 503, to come back. */
export interface Admission {
  /** @returns the release, to be called once, or undefined when there is no room */
  readonly enter: (bytes: number) => (() => void) | undefined;
}

// Bytes are what costs: a thousand small deliveries fit, and eight of the largest.
const REQUESTS = 1000;
const BYTES = 64 * 1024 * 1024;

export function createAdmission(): Admission {
  let requests = 0;
  let inFlightBytes = 0;
  return {
    enter(bytes) {
      if (requests >= REQUESTS || inFlightBytes + bytes > BYTES) return undefined;
      requests += 1;
      inFlightBytes += bytes;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        requests -= 1;
        inFlightBytes -= bytes;
      };
    },
  };
}
