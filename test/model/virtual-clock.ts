/** The clock of everything in this process, until `end`: days pass at once, and a sequence takes the same course again. */
export interface VirtualClock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(milliseconds: number): void;
  end(): void;
}

export function startVirtualClock(at: string): VirtualClock {
  const RealDate = globalThis.Date;
  let now = RealDate.parse(at);
  class VirtualDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now(): number {
      return now;
    }
  }
  globalThis.Date = VirtualDate as DateConstructor;
  return {
    now: () => now,
    advance: (milliseconds) => void (now += milliseconds),
    end: () => void (globalThis.Date = RealDate),
  };
}
