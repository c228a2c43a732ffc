import type { Environment } from '#core/vocabulary/environment';
import type { TimeWindow } from '#core/vocabulary/evidence';
import type { Change } from '#core/vocabulary/observations';

// What the tools of this server need of whatever knows about changes. An adapter is one file that provides it.

export interface ChangesBackEnd {
  /** For people: `lab http://127.0.0.1:8481`. */
  readonly source: string;
  /** Start inclusive, end exclusive. */
  changes(environment: Environment, window: TimeWindow, signal: AbortSignal): Promise<readonly Change[]>;
}
