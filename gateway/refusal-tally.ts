import type { IntakeRecord } from './ports.ts';

const WINDOW_MS = 60_000;

/** Records refusals of who proved nothing, so that no stranger decides how much is written. */
export interface RefusalTally {
  readonly add: (refusal: IntakeRecord) => Promise<void>;
  /** Writes what is counted and not yet recorded. */
  readonly close: () => Promise<void>;
}

/**
 * Passes the first refusal of a (route, integration, reason) on and counts those after it: one record per minute at most.
 * Their number is bounded, as integrations and reasons are ours.
 */
export function createRefusalTally(record: (refusal: IntakeRecord) => Promise<void>): RefusalTally {
  const windows = new Map<string, { timer: NodeJS.Timeout; counted: IntakeRecord | undefined }>();

  function open(key: string): void {
    const timer = setTimeout(() => {
      const counted = windows.get(key)?.counted;
      windows.delete(key);
      if (!counted) return;
      open(key);
      void record(counted);
    }, WINDOW_MS).unref();
    windows.set(key, { timer, counted: undefined });
  }

  return {
    async add(refusal) {
      const key = JSON.stringify([refusal.route, refusal.integration ?? '', refusal.reason ?? '']);
      const window = windows.get(key);
      if (window) {
        window.counted = { ...refusal, count: (window.counted?.count ?? 0) + 1 };
        return;
      }
      open(key);
      await record({ ...refusal, count: 1 });
    },
    async close() {
      const open = [...windows.values()];
      windows.clear();
      for (const { timer } of open) clearTimeout(timer);
      await Promise.all(open.flatMap(({ counted }) => (counted ? [record(counted)] : [])));
    },
  };
}
